namespace Affiliate;

/// <summary>
/// What each attribution model would have credited for the sales of a period, from the clicks that competed when their
/// customers were bound. A report: who is paid stays as it was decided.
/// </summary>
internal sealed class AttributionReport(IAffiliateStore store, AttributionModels models)
{
    /// <summary>How many sales are looked at in one go.</summary>
    private const int BatchSize = 500;

    public async Task<IReadOnlyList<PartnerCredit>> ReadAsync(ProgramId program, ReportPeriod period, CancellationToken ct)
    {
        var sums = new CreditSums();
        var batch = new List<Sale>(BatchSize);
        await foreach (var sale in store.ReadAsync(Sales(program, period), ct).ConfigureAwait(false))
        {
            batch.Add(sale);
            if (batch.Count == BatchSize)
            {
                await AddAsync(sums, batch, ct).ConfigureAwait(false);
                batch.Clear();
            }
        }

        await AddAsync(sums, batch, ct).ConfigureAwait(false);
        var partners = await store.ListAsync(Query<Partner>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false);
        return
        [
            .. partners.Where(partner => sums.Has(partner.Id))
                .Select(partner => new PartnerCredit(
                    partner,
                    sums.Of(partner.Id, CreditSums.Credited),
                    [.. models.Names.Select(name => sums.Of(partner.Id, name))]))
                .OrderByDescending(row => row.Credited.Sales)
                .ThenBy(row => row.Partner.Slug, StringComparer.Ordinal),
        ];
    }

    private async Task AddAsync(CreditSums sums, List<Sale> sales, CancellationToken ct)
    {
        if (sales.Count == 0)
        {
            return;
        }

        var customers = sales.Select(sale => sale.CustomerId).OfType<CustomerId>().Distinct().ToArray();
        var decisions = customers.Length == 0
            ? []
            : await store.ListAsync(
                Query<ReferralDecision>.All.In(d => d.CustomerId, customers).Equal(d => d.IsBinding, true), ct).ConfigureAwait(false);

        // What clicks decided; corrections by hand came after it.
        var decided = decisions.Where(d => d.Cause != ReferralCause.Correction).ToLookup(d => d.CustomerId);
        foreach (var sale in sales)
        {
            sums.Add(sale.PartnerId!.Value, CreditSums.Credited, Attribution.Whole, sale.AmountMinorUnits, sale.Currency);
            var decision = sale.CustomerId is not { } customer
                ? null
                : decided[customer].Where(d => d.EffectiveFrom is not { } from || from <= sale.OccurredAt)
                    .MaxBy(d => (d.CreatedAt, d.Id.Value));
            foreach (var name in models.Names)
            {
                Share(sums, sale, decision, models.Find(name)!);
            }
        }
    }

    private static void Share(CreditSums sums, Sale sale, ReferralDecision? decision, IAttributionModel model)
    {
        var touches = decision is null ? [] : Touches(decision);
        if (touches.Count == 0)
        {
            // No click competed: a coupon or the host named the partner, which no model says otherwise about.
            sums.Add(sale.PartnerId!.Value, model.Name, Attribution.Whole, sale.AmountMinorUnits, sale.Currency);
            return;
        }

        var shares = Attribution.Share(model, touches, decision!.CreatedAt);
        var byPartner = touches.Zip(shares).GroupBy(pair => pair.First.Partner, pair => pair.Second)
            .Select(group => (Partner: group.Key, Share: group.Sum())).Where(one => one.Share > 0).ToList();
        var amounts = Allocation.Split(sale.AmountMinorUnits, byPartner.ConvertAll(one => (Int128)one.Share));
        foreach (var ((partner, share), amount) in byPartner.Zip(amounts))
        {
            sums.Add(partner, model.Name, share, amount, sale.Currency);
        }
    }

    private static List<AttributionTouch> Touches(ReferralDecision decision) =>
    [
        .. decision.ReadCandidates().Clicks.Where(click => Attribution.CouldWin(click.Verdict))
            .OrderBy(click => click.OccurredAt).ThenBy(click => click.ClickId, StringComparer.Ordinal)
            .Select(click => new AttributionTouch(
                AffiliateId.Parse<ClickId>(click.ClickId), AffiliateId.Parse<PartnerId>(click.PartnerId), click.OccurredAt)),
    ];

    private static Query<Sale> Sales(ProgramId program, ReportPeriod period) => Query<Sale>.All
        .Equal(sale => sale.ProgramId, program)
        .NotEqual(sale => sale.PartnerId, null)
        .Above(sale => sale.AmountMinorUnits, 0)
        .Within(period, sale => sale.OccurredAt);

    private sealed class CreditSums
    {
        public const string Credited = "credited";

        private readonly Dictionary<(PartnerId, string), (long Shares, SortedDictionary<string, long> Revenue)> _sums = [];
        private readonly HashSet<PartnerId> _partners = [];

        public bool Has(PartnerId partner) => _partners.Contains(partner);

        public void Add(PartnerId partner, string model, long share, long amount, string currency)
        {
            _partners.Add(partner);
            var (shares, revenue) = _sums.GetValueOrDefault(
                (partner, model), (0, new SortedDictionary<string, long>(StringComparer.Ordinal)));
            revenue[currency] = checked(revenue.GetValueOrDefault(currency) + amount);
            _sums[(partner, model)] = (shares + share, revenue);
        }

        public ModelCredit Of(PartnerId partner, string model) => _sums.TryGetValue((partner, model), out var sum)
            ? new ModelCredit(model, (decimal)sum.Shares / Attribution.Whole, [.. sum.Revenue.Select(one => new Money(one.Value, one.Key))])
            : new ModelCredit(model, 0, []);
    }
}
