namespace Affiliate;

/// <summary>
/// Breaks down what clicks led to. A sign-up, purchase or commission counts for its own click's country, link and so on (CP-03).
/// </summary>
internal sealed class AnalysisReport(IAffiliateStore store)
{
    public async Task<Analysis> ReadAsync(
        ProgramId program, AnalyticsGroup group, AnalyticsFilter filter, CancellationToken ct)
    {
        var sums = new AnalysisSums(group);
        await AddClicksAsync(sums, program, filter, ct).ConfigureAwait(false);
        await new OutcomeReader(store, group, filter).AddAsync(sums, program, ct).ConfigureAwait(false);
        var total = new PerformanceSum();
        var rows = sums.ToRows();
        rows.ForEach(row => total.Add(row.Performance));
        var named = await new AnalysisNames(store).NameAsync(group, rows, ct).ConfigureAwait(false);
        return new Analysis(group, total.ToPerformance(), group == AnalyticsGroup.Day
            ? [.. named.OrderBy(row => row.Key, StringComparer.Ordinal)]
            : [.. named.OrderByDescending(row => row.Performance.Conversions)
                .ThenByDescending(row => row.Performance.Clicks)
                .ThenBy(row => row.Key, StringComparer.Ordinal)]);
    }

    private async Task AddClicksAsync(AnalysisSums sums, ProgramId program, AnalyticsFilter filter, CancellationToken ct)
    {
        if (sums.Group is AnalyticsGroup.Total or AnalyticsGroup.Day or AnalyticsGroup.Partner
            && !filter.IsAboutClicks && filter.Period.HasWholeDays)
        {
            await AddTalliesAsync(sums, ReportRows.Tallies(program, filter.Period, filter.Partner), ct).ConfigureAwait(false);
            return;
        }

        if (ClickDimension.TalliedAs(sums.Group) is { } dimension && filter is { IsAboutClicks: false, Partner: null })
        {
            var (rows, rest) = await new DimensionReader(store).ReadAsync(program, dimension, filter.Period, ct).ConfigureAwait(false);
            foreach (var row in rows)
            {
                sums.At(row.Group[0]).AddClicks(row.Totals[0], row.Totals[1]);
            }

            foreach (var period in rest)
            {
                await CountClicksAsync(sums, (filter with { Period = period }).Clicks(program), ct).ConfigureAwait(false);
            }

            return;
        }

        await CountClicksAsync(sums, filter.Clicks(program), ct).ConfigureAwait(false);
    }

    private async Task CountClicksAsync(AnalysisSums sums, Query<Click> clicks, CancellationToken ct)
    {
        if (sums.Group == AnalyticsGroup.Day)
        {
            await foreach (var click in store.ReadAsync(clicks.Only(c => c.OccurredAt, c => c.Qualified), ct).ConfigureAwait(false))
            {
                sums.At(ReportRows.DayOf(click.OccurredAt)).AddClicks(1, click.Qualified ? 1 : 0);
            }

            return;
        }

        var groups = ClickDimension.FieldOf(sums.Group) is { } field
            ? clicks.GroupBy(c => c.Qualified, field)
            : clicks.GroupBy(c => c.Qualified);
        foreach (var row in await store.SumAsync(groups, ct).ConfigureAwait(false))
        {
            sums.At(row.Group.Count > 1 ? row.Group[1] : null).AddClicks(row.Count, row.Group[0] is true ? row.Count : 0);
        }
    }

    private async Task AddTalliesAsync(AnalysisSums sums, Query<ClickTally> tallies, CancellationToken ct)
    {
        var groups = sums.Group switch
        {
            AnalyticsGroup.Day => tallies.GroupBy(tally => tally.Day),
            AnalyticsGroup.Partner => tallies.GroupBy(tally => tally.PartnerId),
            _ => tallies.GroupBy(),
        };
        var rows = await store.SumAsync(groups.Sum(tally => tally.Clicks).Sum(tally => tally.Qualified), ct).ConfigureAwait(false);
        foreach (var row in rows)
        {
            sums.At(row.Group.Count > 0 ? row.Group[0] : null).AddClicks(row.Totals[0], row.Totals[1]);
        }
    }
}
