namespace Affiliate;

/// <summary>How old what a program's analyses are made of is (TX-19).</summary>
/// <remarks>
/// Every click counts as soon as it is committed, so nothing is held back; what is stale is the newest click. A quiet program is stale
/// too: whoever expects visitors should look whether links and scripts still work.
/// </remarks>
/// <param name="Status">Whether it is fresh.</param>
/// <param name="LastClickAt">When the newest click was; <see langword="null"/> when there never was one.</param>
/// <param name="Age">How long ago that was.</param>
public sealed record Freshness(FreshnessStatus Status, DateTimeOffset? LastClickAt, TimeSpan? Age)
{
    /// <summary>How old the newest click may be: 60 minutes.</summary>
    public static TimeSpan Target { get; } = TimeSpan.FromMinutes(60);

    internal static Freshness Of(DateTimeOffset? lastClickAt, DateTimeOffset now)
    {
        if (lastClickAt is not { } last)
        {
            return new Freshness(FreshnessStatus.Unknown, null, null);
        }

        // Another instance's clock may be ahead of ours.
        var age = now > last ? now - last : TimeSpan.Zero;
        return new Freshness(age <= Target ? FreshnessStatus.Fresh : FreshnessStatus.Stale, last, age);
    }
}

/// <summary>Whether a program's newest click is recent.</summary>
public enum FreshnessStatus
{
    /// <summary>It is at most <see cref="Freshness.Target"/> old.</summary>
    Fresh,

    /// <summary>It is older.</summary>
    Stale,

    /// <summary>There never was a click.</summary>
    Unknown,
}
