namespace Affiliate;

/// <summary>Adds what clicks led to: leads, sales and commissions, a batch at a time with the clicks they belong to.</summary>
internal sealed class OutcomeReader(IAffiliateStore store, AnalyticsGroup group, AnalyticsFilter filter)
{
    private const int BatchSize = 500;

    private readonly bool _needsClicks =
        filter.IsAboutClicks || group is not (AnalyticsGroup.Total or AnalyticsGroup.Day or AnalyticsGroup.Partner);

    private readonly RecordField? _field = ClickDimension.FieldOf(group) is { } field ? Click.Record.Field(field) : null;

    // What one click led to comes up again and again: as a lead, a sale and its commission.
    private readonly Dictionary<ClickId, (bool Counts, object? Value)> _clicks = [];
    private readonly Dictionary<Guid, ClickId?> _causes = [];

    public async Task AddAsync(AnalysisSums sums, ProgramId program, CancellationToken ct)
    {
        var leads = ReportRows.Leads(program, filter.Period, filter.Partner)
            .Only(l => l.Id, l => l.CreatedAt, l => l.PartnerId, l => l.ClickId);
        await foreach (var batch in store.BatchesAsync(leads, BatchSize, ct).ConfigureAwait(false))
        {
            Array.ForEach(batch, lead => _causes[lead.Id.Value] = lead.ClickId);
            await AddAsync(
                sums, batch, lead => lead.ClickId, lead => (lead.PartnerId, lead.CreatedAt), (sum, _) => sum.AddLeads(1), ct)
                .ConfigureAwait(false);
        }

        var sales = ReportRows.Sales(program, filter.Period, filter.Partner)
            .Only(s => s.Id, s => s.OccurredAt, s => s.PartnerId, s => s.ClickId, s => s.CustomerId, s => s.Currency, s => s.AmountMinorUnits);
        await foreach (var batch in store.BatchesAsync(sales, BatchSize, ct).ConfigureAwait(false))
        {
            Array.ForEach(batch, sale => _causes[sale.Id.Value] = sale.ClickId);
            await AddAsync(
                sums, batch, sale => sale.ClickId, sale => (sale.PartnerId, sale.OccurredAt),
                (sum, sale) =>
                {
                    sum.AddSales(sale.Currency, 1, sale.AmountMinorUnits);
                    sum.AddBuyer(sale.CustomerId);
                },
                ct).ConfigureAwait(false);
        }

        var commissions = ReportRows.Commissions(program, filter.Period, filter.Partner).Only(
            c => c.CreatedAt, c => c.PartnerId, c => c.ClickId, c => c.SaleId, c => c.LeadId, c => c.Currency, c => c.AmountMinorUnits,
            c => c.ReversedMinorUnits);
        await foreach (var batch in store.BatchesAsync(commissions, BatchSize, ct).ConfigureAwait(false))
        {
            await FindCausesAsync(batch, ct).ConfigureAwait(false);
            await AddAsync(
                sums, batch,
                commission => commission.ClickId ?? _causes.GetValueOrDefault(CauseOf(commission)),
                commission => (commission.PartnerId, commission.CreatedAt),
                (sum, commission) => sum.AddCommission(commission.Currency, commission.KeptMinorUnits), ct).ConfigureAwait(false);
        }
    }

    private async Task AddAsync<T>(
        AnalysisSums sums, T[] batch, Func<T, ClickId?> clickOf, Func<T, (PartnerId? Partner, DateTimeOffset At)> factsOf,
        Action<PerformanceSum, T> add, CancellationToken ct)
    {
        await FindClicksAsync(batch.Select(clickOf), ct).ConfigureAwait(false);
        foreach (var row in batch)
        {
            var (counts, value) = clickOf(row) is { } id && _clicks.TryGetValue(id, out var click) ? click : (filter.Holds(null), null);
            if (counts)
            {
                var (partner, at) = factsOf(row);
                add(sums.At(group switch
                {
                    AnalyticsGroup.Partner => partner,
                    AnalyticsGroup.Day => ReportRows.DayOf(at),
                    _ => value,
                }), row);
            }
        }
    }

    private async Task FindClicksAsync(IEnumerable<ClickId?> ids, CancellationToken ct)
    {
        var wanted = _needsClicks ? ids.OfType<ClickId>().Where(id => !_clicks.ContainsKey(id)).Distinct().ToArray() : [];
        if (wanted.Length == 0)
        {
            return;
        }

        var query = Query<Click>.All.In(c => c.Id, wanted).Only(
            c => c.Id, c => c.LinkId, c => c.CampaignId, c => c.Country, c => c.Device, c => c.Os, c => c.Browser, c => c.Referrer,
            c => c.Source, c => c.Segment);
        foreach (var click in await store.ListAsync(query, ct).ConfigureAwait(false))
        {
            _clicks[click.Id] = (filter.Holds(click), _field?.Get(click));
        }
    }

    /// <summary>The clicks of the sales and leads that commissions are earned on, where they are not known yet.</summary>
    private async Task FindCausesAsync(Commission[] commissions, CancellationToken ct)
    {
        var unknown = _needsClicks ? Array.FindAll(commissions, one => !_causes.ContainsKey(CauseOf(one))) : [];
        var sales = unknown.Select(c => c.SaleId).OfType<SaleId>().Distinct().ToArray();
        var leads = unknown.Select(c => c.LeadId).OfType<LeadId>().Distinct().ToArray();
        if (sales.Length > 0)
        {
            var found = Query<Sale>.All.In(s => s.Id, sales).Only(s => s.Id, s => s.ClickId);
            (await store.ListAsync(found, ct).ConfigureAwait(false)).ForEach(sale => _causes[sale.Id.Value] = sale.ClickId);
        }

        if (leads.Length > 0)
        {
            var found = Query<Lead>.All.In(l => l.Id, leads).Only(l => l.Id, l => l.ClickId);
            (await store.ListAsync(found, ct).ConfigureAwait(false)).ForEach(lead => _causes[lead.Id.Value] = lead.ClickId);
        }
    }

    private static Guid CauseOf(Commission commission) => commission.SaleId?.Value ?? commission.LeadId?.Value ?? Guid.Empty;
}
