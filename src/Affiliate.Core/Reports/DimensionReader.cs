namespace Affiliate;

/// <summary>Reads what is counted of a dimension already, and says which times must be counted from the clicks.</summary>
internal sealed class DimensionReader(IAffiliateStore store)
{
    private const int MostTries = 3;

    private readonly DimensionMark _mark = new(store);

    /// <summary>
    /// Rows with a value, its clicks and its qualified clicks, and the times that they leave out. Rows are as of one mark: when it moves
    /// meanwhile they are read again, and at last everything is left to the clicks.
    /// </summary>
    public async Task<(IReadOnlyList<SumRow> Rows, IReadOnlyList<ReportPeriod> Live)> ReadAsync(
        ProgramId program, AnalyticsGroup dimension, ReportPeriod period, CancellationToken ct)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await _mark.ReadAsync(program, ct).ConfigureAwait(false) is not { } mark
                || Split(period, mark) is not { } split)
            {
                break;
            }

            var query = Query<DimensionTally>.All.Equal(tally => tally.ProgramId, program).Equal(tally => tally.Dimension, dimension);
            query = split.First is { } first ? query.AtLeast(tally => tally.Day, first) : query;
            query = split.Before is { } before ? query.Below(tally => tally.Day, before) : query;
            var rows = await store.SumAsync(
                query.GroupBy(tally => tally.Value).Sum(tally => tally.Clicks).Sum(tally => tally.Qualified), ct).ConfigureAwait(false);
            if (await _mark.ReadAsync(program, ct).ConfigureAwait(false) == mark)
            {
                return (rows, split.Live);
            }
        }

        return ([], [period]);
    }

    /// <summary>
    /// The whole days that rows can answer for, and the rest: the part of a day before them, and what is after them or after the mark.
    /// </summary>
    /// <returns><see langword="null"/> when there are none.</returns>
    internal static (DateOnly? First, DateOnly? Before, IReadOnlyList<ReportPeriod> Live)? Split(ReportPeriod period, DateTimeOffset mark)
    {
        var isPast = period.Before <= mark;
        DateOnly? before = isPast ? ReportRows.DayOf(period.Before!.Value) : null;
        var tail = before is { } day ? MidnightOf(day) : mark;
        if (period.From is not { } from)
        {
            return (null, before, [.. Parts((null, null), (tail, period.Before))]);
        }

        var first = from == MidnightOf(ReportRows.DayOf(from)) ? ReportRows.DayOf(from) : ReportRows.DayOf(from).AddDays(1);
        return MidnightOf(first) > tail
            ? null
            : (first, before, [.. Parts((from, MidnightOf(first)), (tail, period.Before))]);
    }

    private static IEnumerable<ReportPeriod> Parts(params (DateTimeOffset? From, DateTimeOffset? Before)[] parts) =>
        parts.Where(part => part.From is not null && !(part.From >= part.Before)).Select(part => new ReportPeriod(part.From, part.Before));

    private static DateTimeOffset MidnightOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
