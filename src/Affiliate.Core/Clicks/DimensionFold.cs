namespace Affiliate;

/// <summary>
/// Counts clicks by what they say, day by day, behind a mark up to which every click of a program is counted. The mark moves in the
/// unit that counts, so that no click is counted twice, whoever does it.
/// </summary>
internal sealed class DimensionFold(IAffiliateStore store, UnitRunner units, TimeProvider time) : IWorkHandler
{
    /// <summary>The counter of the day before which all programs are counted.</summary>
    public const string DoneUntilCounter = "dimensions_counted_until";

    /// <summary>
    /// How old a click is when it is counted. It is well above what a click may wait for its commit, a minute while the store is away.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    // Many, because however many clicks they have, they change the same few hundred rows.
    private const int PagesPerUnit = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(30);

    private readonly DoneUntil _doneUntil = new(store, units, DoneUntilCounter);
    private readonly DimensionMark _mark = new(store);
    private readonly DimensionRepair _repair = new(store, units, time);

    /// <summary>How many clicks are read at a time: few, so that the processor is soon free for requests.</summary>
    public int PageSize { get; init; } = 500;

    public WorkKind Kind => WorkKind.DimensionFold;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var until = time.GetUtcMilliseconds() - Margin;
        var doneUntil = await _doneUntil.ReadAsync(cancellationToken).ConfigureAwait(false);
        var programs = await ActiveAsync(doneUntil, cancellationToken).ConfigureAwait(false);
        foreach (var program in programs)
        {
            while (await CountAsync(program, until, cancellationToken).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(startedAt) > RunLength)
                {
                    return WorkResult.RescheduleAt(time.GetUtcMilliseconds());
                }
            }
        }

        var yesterday = ReportRows.DayOf(until).AddDays(-1);
        foreach (var program in yesterday > doneUntil ? programs : [])
        {
            await _repair.RepairAsync(program, doneUntil, yesterday, cancellationToken).ConfigureAwait(false);
        }

        await _doneUntil.RaiseAsync(doneUntil, yesterday, cancellationToken).ConfigureAwait(false);
        return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + Pause);
    }

    /// <summary>The programs with clicks since a day.</summary>
    private async Task<List<ProgramId>> ActiveAsync(DateOnly since, CancellationToken ct)
    {
        var rows = await store.SumAsync(
            Query<ClickTally>.All.AtLeast(tally => tally.Day, since).GroupBy(tally => tally.ProgramId), ct).ConfigureAwait(false);
        return [.. rows.Select(row => (ProgramId)row.Group[0]!)];
    }

    /// <summary>Counts the next clicks of a program.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> CountAsync(ProgramId program, DateTimeOffset until, CancellationToken ct)
    {
        var mark = await _mark.ReadAsync(program, ct).ConfigureAwait(false);
        var counts = new DimensionCounts(program);
        var (end, pace) = (mark ?? DateTimeOffset.UnixEpoch, new Pace(time));
        for (var page = 0; page < PagesPerUnit && end < until; page++)
        {
            end = await CountPageAsync(counts, program, end, until, ct).ConfigureAwait(false);
            await pace.KeepAsync(ct).ConfigureAwait(false);
        }

        if (counts.IsEmpty)
        {
            return false;
        }

        var isCounted = await units.RunAsync(
            async (unit, token) =>
            {
                var isOurs = await DimensionMark.TryRaiseAsync(unit, program, mark, end, token).ConfigureAwait(false);
                if (isOurs)
                {
                    await counts.WriteAsync(unit, time.GetUtcNow(), replaces: false, token).ConfigureAwait(false);
                }

                return isOurs;
            },
            ct).ConfigureAwait(false);

        // Where somebody moved the mark meanwhile, what comes after it is still to be counted.
        return !isCounted || end < until;
    }

    /// <summary>Counts the clicks that come next, whole milliseconds of them.</summary>
    /// <returns>The time before which these are all.</returns>
    private async Task<DateTimeOffset> CountPageAsync(
        DimensionCounts counts, ProgramId program, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var clicks = DimensionCounts.Fields(Query<Click>.All.Equal(click => click.ProgramId, program)
            .AtLeast(click => click.OccurredAt, from).Below(click => click.OccurredAt, until));
        var read = 0;
        var sameTime = new List<Click>();
        await foreach (var click in store.ReadAsync(clicks.Ascending(one => one.OccurredAt).Take(PageSize), ct).ConfigureAwait(false))
        {
            if (sameTime.Count > 0 && sameTime[^1].OccurredAt < click.OccurredAt)
            {
                sameTime.ForEach(counts.Add);
                sameTime.Clear();
            }

            sameTime.Add(click);
            read++;
        }

        if (read == PageSize && sameTime.Count < read)
        {
            return sameTime[0].OccurredAt;
        }

        if (read == PageSize)
        {
            until = sameTime[0].OccurredAt.AddMilliseconds(1);
            sameTime = await store.ListAsync(clicks.Below(click => click.OccurredAt, until), ct).ConfigureAwait(false);
        }

        sameTime.ForEach(counts.Add);
        return until;
    }
}
