namespace Affiliate;

/// <summary>For adapters: names of how often a subscription is paid, from the time that a payment is for.</summary>
public static class SubscriptionIntervals
{
    /// <summary>The word of <see cref="Payment.SubscriptionInterval"/>: <c>monthly</c>, <c>quarterly</c> or <c>annual</c>.</summary>
    /// <param name="start">When the paid time begins.</param>
    /// <param name="end">When it ends.</param>
    /// <returns>The word; <see langword="null"/> for other lengths, or when either is not known.</returns>
    public static string? Of(DateTimeOffset? start, DateTimeOffset? end) => (end - start)?.TotalDays switch
    {
        >= 27 and <= 32 => "monthly",
        >= 88 and <= 93 => "quarterly",
        >= 364 and <= 367 => "annual",
        _ => null,
    };
}
