namespace Affiliate;

/// <summary>What clicks led to, day by day, and how that compares with as many days before (AF-26).</summary>
public sealed record PerformanceSeries
{
    /// <summary>The first day, in UTC.</summary>
    public required DateOnly First { get; init; }

    /// <summary>The last day, in UTC.</summary>
    public required DateOnly Last { get; init; }

    /// <summary>Every day from the first to the last one in order, also those without anything.</summary>
    public required IReadOnlyList<PerformanceDay> Days { get; init; }

    /// <summary>All the days together.</summary>
    public required Performance Total { get; init; }

    /// <summary>As many days before the first one, together.</summary>
    public required Performance Previous { get; init; }
}

/// <summary>One day of a <see cref="PerformanceSeries"/>.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Performance">The sums.</param>
public sealed record PerformanceDay(DateOnly Day, Performance Performance);

/// <summary>How a figure moved (AF-26).</summary>
/// <param name="Percent">By how much, without a sign, with one decimal; 100 when there was nothing before.</param>
/// <param name="Direction">Which way.</param>
public readonly record struct Trend(decimal Percent, TrendDirection Direction)
{
    /// <summary>The way from one figure to the next; a change below 0.05 % is none.</summary>
    /// <param name="previous">The figure before, not below 0.</param>
    /// <param name="now">The figure now, not below 0.</param>
    public static Trend Between(decimal previous, decimal now)
    {
        var percent = previous == 0
            ? now == 0 ? 0 : 100
            : Math.Round(Math.Abs(now - previous) * 100 / previous, 1, MidpointRounding.AwayFromZero);
        return new Trend(
            percent,
            percent == 0 ? TrendDirection.Stable : now > previous ? TrendDirection.Up : TrendDirection.Down);
    }
}

/// <summary>Which way a figure moved.</summary>
public enum TrendDirection
{
    /// <summary>It is larger than before.</summary>
    Up,

    /// <summary>It is smaller than before.</summary>
    Down,

    /// <summary>It is the same.</summary>
    Stable,
}
