namespace Affiliate;

/// <summary>Counts clicks, leads, sales and commissions. Whole days come from the daily sums, other times from the clicks themselves.</summary>
internal sealed class PerformanceReport(IAffiliateStore store)
{
    public async Task<Performance> TotalAsync(
        ProgramId program, ReportPeriod period, CancellationToken ct, PartnerId? partner = null)
    {
        var clicks = await ClicksAsync(program, period, partner, byPartner: false, ct).ConfigureAwait(false);
        var leads = await store.SumAsync(ReportRows.Leads(program, period, partner).GroupBy(), ct).ConfigureAwait(false);
        var sales = await store.SumAsync(
            ReportRows.Sales(program, period, partner).GroupBy(sale => sale.Currency).Sum(sale => sale.AmountMinorUnits), ct)
            .ConfigureAwait(false);
        var commissions = await store.SumAsync(
            ReportRows.Commissions(program, period, partner).GroupBy(commission => commission.Currency)
                .Sum(commission => commission.AmountMinorUnits).Sum(commission => commission.ReversedMinorUnits), ct)
            .ConfigureAwait(false);
        return Combine(clicks, leads, sales, commissions);
    }

    public async Task<IReadOnlyDictionary<PartnerId, (Performance Performance, long Referrals)>> ByPartnerAsync(
        ProgramId program, ReportPeriod period, CancellationToken ct, PartnerId? partner = null)
    {
        var clicks = (await ClicksAsync(program, period, partner, byPartner: true, ct).ConfigureAwait(false))
            .ToLookup(row => row.Partner);
        var leads = (await store.SumAsync(ReportRows.Leads(program, period, partner).GroupBy(lead => lead.PartnerId), ct)
            .ConfigureAwait(false)).ToLookup(PartnerOf);
        var credited = ReportRows.Sales(program, period, partner);
        var sales = (await store.SumAsync(
            credited.GroupBy(sale => sale.Currency, sale => sale.PartnerId).Sum(sale => sale.AmountMinorUnits), ct)
            .ConfigureAwait(false)).ToLookup(row => PartnerOf(row, 1));
        var commissions = (await store.SumAsync(
            ReportRows.Commissions(program, period, partner).GroupBy(commission => commission.Currency, commission => commission.PartnerId)
                .Sum(commission => commission.AmountMinorUnits).Sum(commission => commission.ReversedMinorUnits), ct)
            .ConfigureAwait(false)).ToLookup(row => PartnerOf(row, 1));
        var buyers = (await store.SumAsync(
            credited.NotEqual(sale => sale.CustomerId, null).GroupBy(sale => sale.PartnerId, sale => sale.CustomerId), ct)
            .ConfigureAwait(false)).ToLookup(PartnerOf);
        return clicks.Select(group => group.Key)
            .Concat(leads.Select(group => group.Key))
            .Concat(sales.Select(group => group.Key))
            .Concat(commissions.Select(group => group.Key))
            .OfType<PartnerId>()
            .Distinct()
            .ToDictionary(
                one => one,
                one => (Combine(clicks[one], leads[one], sales[one], commissions[one]), (long)buyers[one].Count()));
    }

    private static PartnerId? PartnerOf(SumRow row) => PartnerOf(row, 0);

    private static PartnerId? PartnerOf(SumRow row, int field) => (PartnerId?)row.Group[field];

    private static Performance Combine(
        IEnumerable<ClickCount> clicks, IEnumerable<SumRow> leads, IEnumerable<SumRow> sales, IEnumerable<SumRow> commissions)
    {
        var sum = new PerformanceSum();
        foreach (var row in clicks)
        {
            sum.AddClicks(row.All, row.Qualified);
        }

        foreach (var row in leads)
        {
            sum.AddLeads(row.Count);
        }

        foreach (var row in sales)
        {
            sum.AddSales((string)row.Group[0]!, row.Count, row.Totals[0]);
        }

        foreach (var row in commissions)
        {
            sum.AddCommission((string)row.Group[0]!, row.Totals[0] - row.Totals[1]);
        }

        return sum.ToPerformance();
    }

    private Task<List<ClickCount>> ClicksAsync(
        ProgramId program, ReportPeriod period, PartnerId? partner, bool byPartner, CancellationToken ct) =>
        period.HasWholeDays
            ? DailySumsAsync(ReportRows.Tallies(program, period, partner), byPartner, ct)
            : CountedClicksAsync(new AnalyticsFilter { Period = period, Partner = partner }.Clicks(program), byPartner, ct);

    private async Task<List<ClickCount>> DailySumsAsync(Query<ClickTally> query, bool byPartner, CancellationToken ct)
    {
        var groups = byPartner ? query.GroupBy(tally => tally.PartnerId) : query.GroupBy();
        var rows = await store.SumAsync(groups.Sum(tally => tally.Clicks).Sum(tally => tally.Qualified), ct)
            .ConfigureAwait(false);
        return [.. rows.Select(row =>
            new ClickCount(byPartner ? PartnerOf(row) : null, row.Totals[0], row.Totals[1]))];
    }

    private async Task<List<ClickCount>> CountedClicksAsync(Query<Click> query, bool byPartner, CancellationToken ct)
    {
        var groups = byPartner
            ? query.GroupBy(click => click.Qualified, click => click.PartnerId)
            : query.GroupBy(click => click.Qualified);
        var rows = await store.SumAsync(groups, ct).ConfigureAwait(false);
        return [.. rows.Select(row => new ClickCount(
            byPartner ? PartnerOf(row, 1) : null, row.Count, row.Group[0] is true ? row.Count : 0))];
    }

    private sealed record ClickCount(PartnerId? Partner, long All, long Qualified);
}
