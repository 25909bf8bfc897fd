namespace Affiliate;

/// <summary>What a second click of a visitor through the same partner does, while the first can still win a sign-up (AF-15).</summary>
/// <remarks>A click through another partner is always recorded; the earlier one stays as it is.</remarks>
public enum RepeatClickRule
{
    /// <summary>It is recorded like the first: three refreshes are three clicks (AH-09).</summary>
    Record,

    /// <summary>The first stands for it: no further click and no event. Metrics then count visitors rather than visits.</summary>
    Reuse,
}
