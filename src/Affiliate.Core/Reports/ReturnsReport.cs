using System.Globalization;

namespace Affiliate;

/// <summary>
/// Adds up what clicks cost and brought back. A purchase counts for its own click's link, campaign and so on, and in the period in
/// which it was made.
/// </summary>
internal sealed class ReturnsReport(IAffiliateStore store)
{
    private const int BatchSize = 500;

    public async Task<IReadOnlyList<Returns>> ReadAsync(
        AffiliateProgram program, ReturnsGroup group, ReportPeriod period, CancellationToken ct)
    {
        var rows = new Dictionary<string, Returns>(StringComparer.Ordinal);
        await AddClicksAsync(rows, program, group, period, ct).ConfigureAwait(false);
        var sales = Query<Sale>.All.Equal(s => s.ProgramId, program.Id).Equal(s => s.Currency, program.Currency)
            .NotEqual(s => s.PartnerId, null).Above(s => s.AmountMinorUnits, 0).Within(period, s => s.OccurredAt);
        await foreach (var batch in store.BatchesAsync(sales, BatchSize, ct).ConfigureAwait(false))
        {
            await AddSalesAsync(rows, program, group, batch, ct).ConfigureAwait(false);
        }

        return
        [
            .. rows.Values.OrderByDescending(row => row.RevenueMinorUnits).ThenByDescending(row => row.Clicks)
                .ThenBy(row => row.Key, StringComparer.Ordinal),
        ];
    }

    private async Task AddClicksAsync(
        Dictionary<string, Returns> rows, AffiliateProgram program, ReturnsGroup group, ReportPeriod period, CancellationToken ct)
    {
        var clicks = Query<Click>.All.Equal(c => c.ProgramId, program.Id).Within(period, c => c.OccurredAt);
        if (group is ReturnsGroup.Hour or ReturnsGroup.Weekday)
        {
            await AddTimesAsync(rows, program, group, clicks, ct).ConfigureAwait(false);
            return;
        }

        var field = ClickDimension.FieldOf(group);
        var sums = field is null
            ? clicks.GroupBy(c => c.Qualified, c => c.CostMinorUnits)
            : clicks.GroupBy(c => c.Qualified, c => c.CostMinorUnits, field);
        foreach (var sum in await store.SumAsync(sums, ct).ConfigureAwait(false))
        {
            Change(rows, program, field is null ? null : ClickDimension.TextOf(sum.Group[2]), row => checked(row with
            {
                Clicks = row.Clicks + sum.Count,
                QualifiedClicks = row.QualifiedClicks + (sum.Group[0] is true ? sum.Count : 0),
                ClickCostMinorUnits = row.ClickCostMinorUnits + (sum.Count * ((long?)sum.Group[1] ?? 0)),
            }));
        }
    }

    /// <summary>No store groups by a part of a time, so the clicks are read, three fields of each.</summary>
    private async Task AddTimesAsync(
        Dictionary<string, Returns> rows, AffiliateProgram program, ReturnsGroup group, Query<Click> clicks, CancellationToken ct)
    {
        var sums = new SortedDictionary<string, (long Clicks, long Qualified, long Cost)>(StringComparer.Ordinal);
        var some = clicks.Only(c => c.OccurredAt, c => c.Qualified, c => c.CostMinorUnits);
        await foreach (var click in store.ReadAsync(some, ct).ConfigureAwait(false))
        {
            var key = TimeOf(group, click.OccurredAt);
            var (all, qualified, cost) = sums.GetValueOrDefault(key);
            sums[key] = checked((all + 1, qualified + (click.Qualified ? 1 : 0), cost + (click.CostMinorUnits ?? 0)));
        }

        foreach (var (key, (all, qualified, cost)) in sums)
        {
            Change(rows, program, key, row => row with { Clicks = all, QualifiedClicks = qualified, ClickCostMinorUnits = cost });
        }
    }

    private async Task AddSalesAsync(
        Dictionary<string, Returns> rows, AffiliateProgram program, ReturnsGroup group, Sale[] sales, CancellationToken ct)
    {
        var ids = sales.Select(s => s.ClickId).OfType<ClickId>().Distinct().ToList();
        var isOfClick = group is not (ReturnsGroup.Total or ReturnsGroup.Partner);
        var clicks = isOfClick && ids.Count > 0
            ? (await store.ListAsync(Query<Click>.All.In(c => c.Id, ids), ct).ConfigureAwait(false)).ToDictionary(c => c.Id)
            : [];
        var commissions = (await store.ListAsync(
            Query<Commission>.All.In(c => c.SaleId, sales.Select(s => (SaleId?)s.Id)).NotEqual(c => c.Status, CommissionStatus.Rejected), ct)
            .ConfigureAwait(false)).ToLookup(c => c.SaleId);
        foreach (var sale in sales)
        {
            var click = sale.ClickId is { } id ? clicks.GetValueOrDefault(id) : null;
            Change(rows, program, KeyOf(group, sale, click), row => checked(row with
            {
                Conversions = row.Conversions + 1,
                RevenueMinorUnits = row.RevenueMinorUnits + sale.AmountMinorUnits - sale.ReversedMinorUnits,
                CommissionMinorUnits = row.CommissionMinorUnits + commissions[sale.Id].Sum(c => c.KeptMinorUnits),
            }));
        }
    }

    private static void Change(
        Dictionary<string, Returns> rows, AffiliateProgram program, string? key, Func<Returns, Returns> change) =>
        rows[key ?? ""] = change(rows.GetValueOrDefault(key ?? "") ?? new Returns { Key = key, Currency = program.Currency });

    private static string? KeyOf(ReturnsGroup group, Sale sale, Click? click) => group switch
    {
        ReturnsGroup.Total => null,
        ReturnsGroup.Partner => ClickDimension.TextOf(sale.PartnerId),
        _ when click is null => null,
        ReturnsGroup.Hour or ReturnsGroup.Weekday => TimeOf(group, click.OccurredAt),
        _ => ClickDimension.TextOf(Click.Record.Field(ClickDimension.FieldOf(group)!).Get(click)),
    };

    private static string TimeOf(ReturnsGroup group, DateTimeOffset at) => group == ReturnsGroup.Hour
        ? at.UtcDateTime.ToString("HH", CultureInfo.InvariantCulture)
        : at.UtcDateTime.DayOfWeek.ToString().ToLowerInvariant();
}
