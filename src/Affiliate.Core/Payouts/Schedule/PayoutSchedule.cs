namespace Affiliate;

/// <summary>When payouts are made by themselves. Periods are in UTC.</summary>
public enum PayoutSchedule
{
    /// <summary>Never: when a partner asks, or when somebody runs them.</summary>
    OnRequest,

    /// <summary>For each week; it ends with Sunday.</summary>
    Weekly,

    /// <summary>For each calendar month.</summary>
    Monthly,
}
