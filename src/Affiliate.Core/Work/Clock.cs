namespace Affiliate;

/// <summary>The time as it is stored.</summary>
internal static class Clock
{
    /// <summary>The time in UTC, cut to the whole milliseconds that every store keeps.</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time) => time.GetUtcNow().ToUtcMilliseconds();

    /// <summary>The same instant in UTC, cut to whole milliseconds.</summary>
    public static DateTimeOffset ToUtcMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
