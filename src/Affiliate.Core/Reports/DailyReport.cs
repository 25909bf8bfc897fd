namespace Affiliate;

/// <summary>
/// Counts day by day: clicks from the daily sums, the rest from the rows of the days. Days without anything are there too.
/// </summary>
internal sealed class DailyReport(IAffiliateStore store)
{
    /// <summary>How many days are shown at most: ten years.</summary>
    public const int MostDays = 3_660;

    public async Task<PerformanceSeries> ReadAsync(
        ProgramId program, DateOnly? first, DateOnly last, PartnerId? partner, CancellationToken ct)
    {
        var start = first ?? await FirstDayAsync(program, partner, ct).ConfigureAwait(false) ?? last;
        start = start > last ? last : start;
        start = last.DayNumber - start.DayNumber < MostDays ? start : last.AddDays(1 - MostDays);
        var length = last.DayNumber - start.DayNumber + 1;
        var days = Enumerable.Range(0, length).Select(_ => new PerformanceSum()).ToArray();
        await CountAsync(program, ReportPeriod.Days(start, last), partner, day => days[day.DayNumber - start.DayNumber], ct)
            .ConfigureAwait(false);
        var total = new PerformanceSum();
        var shown = days.Select((sum, index) => new PerformanceDay(start.AddDays(index), sum.ToPerformance())).ToArray();
        Array.ForEach(shown, day => total.Add(day.Performance));
        return new PerformanceSeries
        {
            First = start,
            Last = last,
            Days = shown,
            Total = total.ToPerformance(),
            Previous = await new PerformanceReport(store).TotalAsync(
                program, ReportPeriod.Days(start.AddDays(-length), start.AddDays(-1)), ct, partner).ConfigureAwait(false),
        };
    }

    private async Task CountAsync(
        ProgramId program, ReportPeriod period, PartnerId? partner, Func<DateOnly, PerformanceSum> dayOf, CancellationToken ct)
    {
        var clicks = ReportRows.Tallies(program, period, partner).GroupBy(tally => tally.Day)
            .Sum(tally => tally.Clicks).Sum(tally => tally.Qualified);
        foreach (var row in await store.SumAsync(clicks, ct).ConfigureAwait(false))
        {
            dayOf((DateOnly)row.Group[0]!).AddClicks(row.Totals[0], row.Totals[1]);
        }

        var leads = ReportRows.Leads(program, period, partner).Only(lead => lead.CreatedAt);
        await foreach (var lead in store.ReadAsync(leads, ct).ConfigureAwait(false))
        {
            dayOf(ReportRows.DayOf(lead.CreatedAt)).AddLeads(1);
        }

        var sales = ReportRows.Sales(program, period, partner)
            .Only(sale => sale.OccurredAt, sale => sale.Currency, sale => sale.AmountMinorUnits);
        await foreach (var sale in store.ReadAsync(sales, ct).ConfigureAwait(false))
        {
            dayOf(ReportRows.DayOf(sale.OccurredAt)).AddSales(sale.Currency, 1, sale.AmountMinorUnits);
        }

        var commissions = ReportRows.Commissions(program, period, partner)
            .Only(one => one.CreatedAt, one => one.Currency, one => one.AmountMinorUnits, one => one.ReversedMinorUnits);
        await foreach (var commission in store.ReadAsync(commissions, ct).ConfigureAwait(false))
        {
            dayOf(ReportRows.DayOf(commission.CreatedAt)).AddCommission(commission.Currency, commission.KeptMinorUnits);
        }
    }

    /// <summary>The first day with anything, for "all time".</summary>
    private async Task<DateOnly?> FirstDayAsync(ProgramId program, PartnerId? partner, CancellationToken ct)
    {
        var tally = await store.FindAsync(
            ReportRows.Tallies(program, ReportPeriod.All, partner).Ascending(one => one.Day), ct).ConfigureAwait(false);
        var lead = await store.FindAsync(
            ReportRows.Leads(program, ReportPeriod.All, partner).Ascending(one => one.CreatedAt), ct).ConfigureAwait(false);
        var sale = await store.FindAsync(
            ReportRows.Sales(program, ReportPeriod.All, partner).Ascending(one => one.OccurredAt), ct).ConfigureAwait(false);
        var commission = await store.FindAsync(
            ReportRows.Commissions(program, ReportPeriod.All, partner).Ascending(one => one.CreatedAt), ct).ConfigureAwait(false);
        return new[]
        {
            tally?.Day, Day(lead?.CreatedAt), Day(sale?.OccurredAt), Day(commission?.CreatedAt),
        }.Min();
    }

    private static DateOnly? Day(DateTimeOffset? instant) => instant is { } known ? ReportRows.DayOf(known) : null;
}
