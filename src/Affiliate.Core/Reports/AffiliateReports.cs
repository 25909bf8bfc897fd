namespace Affiliate;

/// <summary>What a program's owner and its partners want to see. Reads only, and only the program that is named (I17).</summary>
public sealed class AffiliateReports
{
    private readonly IAffiliateStore _store;
    private readonly EventLog _events;
    private readonly PerformanceReport _performance;
    private readonly AttributionReport _attribution;

    internal AffiliateReports(IAffiliateStore store, AttributionModels models)
    {
        _attribution = new AttributionReport(store, models);
        _store = store;
        _events = new EventLog(store);
        _performance = new PerformanceReport(store);
    }

    /// <summary>The audit log, clicks included, newest first (AH-35).</summary>
    public Task<Page<EventLine>> EventsAsync(
        ProgramId program, EventFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _events.ReadAsync(program, filter, page, cancellationToken);
    }

    /// <summary>Commissions, newest first (AH-28).</summary>
    public async Task<Page<CommissionLine>> CommissionsAsync(
        ProgramId program, CommissionFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<Commission>.All.Equal(commission => commission.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(commission => commission.PartnerId, partner) : query;
        query = filter.Status is { } status ? query.Equal(commission => commission.Status, status) : query;
        query = query.Within(filter.Period, commission => commission.CreatedAt)
            .Descending(commission => commission.CreatedAt)
            .Descending(commission => commission.Id);
        var commissions = await _store.PageAsync(query, page, cancellationToken).ConfigureAwait(false);
        return commissions.With(await LinesAsync(commissions.Items, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Partners, newest first (AH-31).</summary>
    public Task<Page<Partner>> PartnersAsync(
        ProgramId program, PartnerFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<Partner>.All.Equal(partner => partner.ProgramId, program);
        query = filter.Status is { } status ? query.Equal(partner => partner.Status, status) : query;
        query = query.Descending(partner => partner.CreatedAt).Descending(partner => partner.Id);
        return string.IsNullOrWhiteSpace(filter.Search)
            ? _store.PageAsync(query, page, cancellationToken)
            : SearchAsync(query, filter.Search.Trim(), page, cancellationToken);
    }

    /// <summary>A partner of the program, or <see langword="null"/>; also for a partner of another program.</summary>
    public async Task<Partner?> PartnerAsync(
        ProgramId program, PartnerId partner, CancellationToken cancellationToken = default)
    {
        var found = await _store.FindAsync(Partner.ById(partner), cancellationToken).ConfigureAwait(false);
        return found?.ProgramId == program ? found : null;
    }

    /// <summary>What all clicks of the program led to (AH-07, AH-08).</summary>
    public Task<Performance> TotalAsync(
        ProgramId program, ReportPeriod period, CancellationToken cancellationToken = default) =>
        _performance.TotalAsync(program, period, cancellationToken);

    /// <summary>What each partner's clicks led to, the one with most conversions first; partners without anything are left out.</summary>
    public async Task<IReadOnlyList<PartnerPerformance>> ByPartnerAsync(
        ProgramId program, ReportPeriod period, CancellationToken cancellationToken = default)
    {
        var sums = await _performance.ByPartnerAsync(program, period, cancellationToken).ConfigureAwait(false);
        var partners = await _store.ListAsync(
            Query<Partner>.All.Equal(partner => partner.ProgramId, program), cancellationToken).ConfigureAwait(false);
        return
        [
            .. partners.Where(partner => sums.ContainsKey(partner.Id))
                .Select(partner => new PartnerPerformance(
                    partner, sums[partner.Id].Performance, sums[partner.Id].Referrals))
                .OrderByDescending(row => row.Performance.Conversions)
                .ThenByDescending(row => row.Performance.Clicks)
                .ThenBy(row => row.Partner.Slug, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// What each attribution model would have credited per partner for the sales of a period, beside what was: from the
    /// clicks that competed when the customers were bound (AF-13). Changes nothing.
    /// </summary>
    /// <returns>The partners with any part, those credited with most sales first.</returns>
    public Task<IReadOnlyList<PartnerCredit>> ByModelAsync(
        ProgramId program, ReportPeriod period, CancellationToken cancellationToken = default) =>
        _attribution.ReadAsync(program, period, cancellationToken);

    /// <summary>What clicks cost and brought back in a period, in the program's currency, most revenue first (CP-07).</summary>
    /// <remarks>
    /// A purchase counts when it was made, for its own click's link, campaign and so on. Counted from the clicks themselves: for
    /// many millions of them ask for short periods.
    /// </remarks>
    public Task<IReadOnlyList<Returns>> ReturnsAsync(
        AffiliateProgram program, ReturnsGroup group, ReportPeriod period, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new ReturnsReport(_store).ReadAsync(program, group, period, cancellationToken);
    }

    /// <summary>Payouts, newest first.</summary>
    public Task<Page<Payout>> PayoutsAsync(
        ProgramId program, PayoutFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<Payout>.All.Equal(payout => payout.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(payout => payout.PartnerId, partner) : query;
        query = filter.Status is { } status ? query.Equal(payout => payout.Status, status) : query;
        return _store.PageAsync(
            query.Within(filter.Period, payout => payout.CreatedAt)
                .Descending(payout => payout.CreatedAt)
                .Descending(payout => payout.Id),
            page,
            cancellationToken);
    }

    /// <summary>
    /// Refunds and disputes whose payment nobody reported in 30 days, newest first: somebody should look. One leaves the list when
    /// its payment is reported.
    /// </summary>
    public Task<Page<SaleReversal>> ParkedReversalsAsync(
        ProgramId program, PageRequest page, CancellationToken cancellationToken = default) =>
        _store.PageAsync(
            Query<SaleReversal>.All.Equal(reversal => reversal.ProgramId, program).NotEqual(reversal => reversal.ParkedAt, null)
                .Descending(reversal => reversal.CreatedAt)
                .Descending(reversal => reversal.Id),
            page,
            cancellationToken);

    /// <summary>A payout of the program, or <see langword="null"/>; also for a payout of another program.</summary>
    public async Task<Payout?> PayoutAsync(
        ProgramId program, PayoutId payout, CancellationToken cancellationToken = default)
    {
        var found = await _store.FindAsync(Payout.ById(payout), cancellationToken).ConfigureAwait(false);
        return found?.ProgramId == program ? found : null;
    }

    /// <summary>The sale that the host's transaction id, or a provider's reference, stands for.</summary>
    /// <returns>The sale, or <see langword="null"/>; also for a sale of another program.</returns>
    public async Task<Sale?> SaleAsync(ProgramId program, string transaction, CancellationToken cancellationToken = default)
    {
        foreach (var name in FactScope.All(transaction, program))
        {
            var reference = await _store.FindAsync(PaymentReference.ByReference(name), cancellationToken).ConfigureAwait(false);
            var sale = reference?.SaleId is { } id
                ? await _store.FindAsync(Sale.ById(id), cancellationToken).ConfigureAwait(false)
                : null;
            if (sale?.ProgramId == program)
            {
                return sale;
            }
        }

        return null;
    }

    /// <summary>Searched here, not in the store: four texts in any case, over a list that one person administers.</summary>
    private async Task<Page<Partner>> SearchAsync(
        Query<Partner> query, string text, PageRequest page, CancellationToken ct)
    {
        var found = (await _store.ListAsync(query, ct).ConfigureAwait(false))
            .Where(partner => new[] { partner.Email, partner.Slug, partner.FirstName, partner.LastName, FullName(partner) }
                .Any(value => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true))
            .ToList();
        return found.PageOf(page, partner => partner.Id.ToString());
    }

    private static string FullName(Partner partner) => $"{partner.FirstName} {partner.LastName}";

    private async Task<IReadOnlyList<CommissionLine>> LinesAsync(
        IReadOnlyList<Commission> commissions, CancellationToken ct)
    {
        if (commissions.Count == 0)
        {
            return [];
        }

        var saleIds = commissions.Select(commission => commission.SaleId).OfType<SaleId>().Distinct();
        var sales = (await _store.ListAsync(Query<Sale>.All.In(sale => sale.Id, saleIds), ct).ConfigureAwait(false))
            .ToDictionary(sale => sale.Id);
        var customerIds = sales.Values.Select(sale => sale.CustomerId).OfType<CustomerId>().Distinct();
        var customers = (await _store.ListAsync(
            Query<Customer>.All.In(customer => customer.Id, customerIds), ct).ConfigureAwait(false))
            .ToDictionary(customer => customer.Id);
        return [.. commissions.Select(commission =>
        {
            var sale = commission.SaleId is { } saleId ? sales.GetValueOrDefault(saleId) : null;
            var customer = sale?.CustomerId is { } id ? customers.GetValueOrDefault(id) : null;
            return new CommissionLine(commission, sale?.TransactionId, customer?.EmailMasked);
        })];
    }
}
