namespace Affiliate;

/// <summary>Counts clicks, leads and sales. Whole days come from the daily sums, other times from the clicks themselves.</summary>
internal sealed class PerformanceReport(IAffiliateStore store)
{
    public async Task<Performance> TotalAsync(ProgramId program, ReportPeriod period, CancellationToken ct)
    {
        var clicks = await ClicksAsync(program, period, byPartner: false, ct).ConfigureAwait(false);
        var leads = await store.SumAsync(Leads(program, period).GroupBy(), ct).ConfigureAwait(false);
        var sales = await store.SumAsync(
            Sales(program, period).GroupBy(sale => sale.Currency).Sum(sale => sale.AmountMinorUnits), ct)
            .ConfigureAwait(false);
        return Combine(clicks, leads, sales);
    }

    public async Task<IReadOnlyDictionary<PartnerId, (Performance Performance, long Referrals)>> ByPartnerAsync(
        ProgramId program, ReportPeriod period, CancellationToken ct)
    {
        var clicks = (await ClicksAsync(program, period, byPartner: true, ct).ConfigureAwait(false))
            .ToLookup(row => row.Partner);
        var leads = (await store.SumAsync(Leads(program, period).GroupBy(lead => lead.PartnerId), ct)
            .ConfigureAwait(false)).ToLookup(PartnerOf);
        var sales = (await store.SumAsync(
            Sales(program, period).GroupBy(sale => sale.Currency, sale => sale.PartnerId)
                .Sum(sale => sale.AmountMinorUnits), ct).ConfigureAwait(false)).ToLookup(row => PartnerOf(row, 1));
        var buyers = (await store.SumAsync(
            Sales(program, period).NotEqual(sale => sale.CustomerId, null)
                .GroupBy(sale => sale.PartnerId, sale => sale.CustomerId), ct).ConfigureAwait(false)).ToLookup(PartnerOf);
        return clicks.Select(group => group.Key)
            .Concat(leads.Select(group => group.Key))
            .Concat(sales.Select(group => group.Key))
            .OfType<PartnerId>()
            .Distinct()
            .ToDictionary(
                partner => partner,
                partner => (Combine(clicks[partner], leads[partner], sales[partner]), (long)buyers[partner].Count()));
    }

    private static PartnerId? PartnerOf(SumRow row) => PartnerOf(row, 0);

    private static PartnerId? PartnerOf(SumRow row, int field) => (PartnerId?)row.Group[field];

    private static Performance Combine(
        IEnumerable<ClickCount> clicks, IEnumerable<SumRow> leads, IEnumerable<SumRow> sales)
    {
        var counts = clicks.ToArray();
        var revenue = sales.ToArray();
        return new Performance
        {
            Clicks = counts.Sum(row => row.All),
            QualifiedClicks = counts.Sum(row => row.Qualified),
            Leads = leads.Sum(row => row.Count),
            Conversions = revenue.Sum(row => row.Count),
            Revenue = [.. revenue
                .Select(row => new Money(row.Totals[0], (string)row.Group[0]!))
                .OrderBy(money => money.Currency, StringComparer.Ordinal)],
        };
    }

    private Task<List<ClickCount>> ClicksAsync(
        ProgramId program, ReportPeriod period, bool byPartner, CancellationToken ct) =>
        period.HasWholeDays
            ? DailySumsAsync(program, period, byPartner, ct)
            : CountedClicksAsync(program, period, byPartner, ct);

    private async Task<List<ClickCount>> DailySumsAsync(
        ProgramId program, ReportPeriod period, bool byPartner, CancellationToken ct)
    {
        var query = Query<ClickTally>.All.Equal(tally => tally.ProgramId, program);
        query = period.From is { } from ? query.AtLeast(tally => tally.Day, DayOf(from)) : query;
        query = period.Before is { } before ? query.Below(tally => tally.Day, DayOf(before)) : query;
        var groups = byPartner ? query.GroupBy(tally => tally.PartnerId) : query.GroupBy();
        var rows = await store.SumAsync(groups.Sum(tally => tally.Clicks).Sum(tally => tally.Qualified), ct)
            .ConfigureAwait(false);
        return [.. rows.Select(row =>
            new ClickCount(byPartner ? PartnerOf(row) : null, row.Totals[0], row.Totals[1]))];
    }

    private async Task<List<ClickCount>> CountedClicksAsync(
        ProgramId program, ReportPeriod period, bool byPartner, CancellationToken ct)
    {
        var query = Query<Click>.All.Equal(click => click.ProgramId, program)
            .Within(period, click => click.OccurredAt);
        var groups = byPartner
            ? query.GroupBy(click => click.Qualified, click => click.PartnerId)
            : query.GroupBy(click => click.Qualified);
        var rows = await store.SumAsync(groups, ct).ConfigureAwait(false);
        return [.. rows.Select(row => new ClickCount(
            byPartner ? PartnerOf(row, 1) : null, row.Count, row.Group[0] is true ? row.Count : 0))];
    }

    private static Query<Lead> Leads(ProgramId program, ReportPeriod period) => Query<Lead>.All
        .Equal(lead => lead.ProgramId, program)
        .NotEqual(lead => lead.PartnerId, null)
        .Within(period, lead => lead.CreatedAt);

    /// <summary>A payment of nothing is no purchase: a trial or a fully discounted invoice, for example.</summary>
    private static Query<Sale> Sales(ProgramId program, ReportPeriod period) => Query<Sale>.All
        .Equal(sale => sale.ProgramId, program)
        .NotEqual(sale => sale.PartnerId, null)
        .Above(sale => sale.AmountMinorUnits, 0)
        .Within(period, sale => sale.OccurredAt);

    private static DateOnly DayOf(DateTimeOffset midnight) => DateOnly.FromDateTime(midnight.UtcDateTime);

    private sealed record ClickCount(PartnerId? Partner, long All, long Qualified);
}
