namespace Affiliate;

/// <summary>The time as it is stored.</summary>
internal static class Clock
{
    /// <summary>How far other clocks may be from this one, as for signatures of payment providers: what is told as later has not happened.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The time in UTC, cut to the whole milliseconds that every store keeps.</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time) => time.GetUtcNow().ToUtcMilliseconds();

    /// <summary>The same instant in UTC, cut to whole milliseconds.</summary>
    public static DateTimeOffset ToUtcMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
