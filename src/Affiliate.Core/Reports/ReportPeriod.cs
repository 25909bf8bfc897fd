namespace Affiliate;

/// <summary>The time a report covers: from an instant on, up to another one that no longer belongs to it.</summary>
/// <param name="From">The first instant; <see langword="null"/> for the beginning.</param>
/// <param name="Before">The first instant that no longer counts; <see langword="null"/> for no end.</param>
public readonly record struct ReportPeriod(DateTimeOffset? From, DateTimeOffset? Before)
{
    /// <summary>All time.</summary>
    public static ReportPeriod All => default;

    /// <summary>Whole days in UTC, the last one included (AH-38).</summary>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public static ReportPeriod Days(DateOnly first, DateOnly last) => first <= last
        ? new ReportPeriod(StartOf(first), StartOf(last.AddDays(1)))
        : throw new ArgumentException($"The last day, {last:O}, is before the first, {first:O}.", nameof(last));

    /// <summary>Whether both ends are the beginning of a day in UTC, so that daily sums can answer.</summary>
    internal bool HasWholeDays => IsMidnight(From) && IsMidnight(Before);

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static bool IsMidnight(DateTimeOffset? instant) =>
        instant is not { } value || value.UtcDateTime.TimeOfDay == TimeSpan.Zero;
}
