namespace Affiliate;

/// <summary>
/// Counts days that are over again where clicks came in after they had been counted, because clocks are apart or a process stood still.
/// </summary>
internal sealed class DimensionRepair(IAffiliateStore store, UnitRunner units, TimeProvider time)
{
    private readonly DimensionMark _mark = new(store);

    /// <summary>Compares days with the daily sums of clicks, and counts those again that lack any.</summary>
    public async Task RepairAsync(ProgramId program, DateOnly from, DateOnly before, CancellationToken ct)
    {
        var made = await store.SumAsync(
            Query<ClickTally>.All.Equal(tally => tally.ProgramId, program).AtLeast(tally => tally.Day, from).Below(tally => tally.Day, before)
                .GroupBy(tally => tally.Day).Sum(tally => tally.Clicks),
            ct).ConfigureAwait(false);
        if (made.Count == 0)
        {
            return;
        }

        // Every click has one device, so that any dimension tells how many were counted.
        var counted = (await store.SumAsync(
            Query<DimensionTally>.All.Equal(tally => tally.ProgramId, program).Equal(tally => tally.Dimension, AnalyticsGroup.Device)
                .AtLeast(tally => tally.Day, from).Below(tally => tally.Day, before)
                .GroupBy(tally => tally.Day).Sum(tally => tally.Clicks),
            ct).ConfigureAwait(false)).ToDictionary(row => (DateOnly)row.Group[0]!, row => row.Totals[0]);
        foreach (var row in made)
        {
            var day = (DateOnly)row.Group[0]!;
            if (row.Totals[0] > counted.GetValueOrDefault(day))
            {
                while (!await TryRecountAsync(program, day, ct).ConfigureAwait(false))
                {
                }
            }
        }
    }

    /// <returns>Whether it was counted; <see langword="false"/> when somebody changed a click or its counts meanwhile.</returns>
    private async Task<bool> TryRecountAsync(ProgramId program, DateOnly day, CancellationToken ct)
    {
        var mark = await _mark.ReadAsync(program, ct).ConfigureAwait(false);
        var counts = new DimensionCounts(program);
        var clicks = new AnalyticsFilter { Period = ReportPeriod.Days(day, day) }.Clicks(program);
        await foreach (var click in store.ReadAsync(DimensionCounts.Fields(clicks), ct).ConfigureAwait(false))
        {
            counts.Add(click);
        }

        return await units.RunAsync(
            async (unit, token) =>
            {
                var isOurs = await DimensionMark.TryHoldAsync(unit, program, mark, token).ConfigureAwait(false);
                if (isOurs)
                {
                    await counts.WriteAsync(unit, time.GetUtcNow(), replaces: true, token).ConfigureAwait(false);
                }

                return isOurs;
            },
            ct).ConfigureAwait(false);
    }
}
