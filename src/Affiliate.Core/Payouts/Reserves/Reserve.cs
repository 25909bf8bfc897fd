namespace Affiliate;

/// <summary>The part of a payout that is kept back for refunds to come, and paid later (semantics, row Refund after payout).</summary>
/// <param name="Rate">The part; <see langword="null"/> for none.</param>
/// <param name="MinorUnits">The amount, rounded toward zero.</param>
internal readonly record struct Reserve(Rate? Rate, long MinorUnits)
{
    /// <summary>Below the whole, so that something is left to be sent.</summary>
    public static Rate Most { get; } = new(9_999);

    /// <summary>For how long it is kept where nobody says otherwise.</summary>
    public static TimeSpan OrdinaryPeriod { get; } = TimeSpan.FromDays(90);

    /// <summary>The longest time.</summary>
    public static TimeSpan LongestPeriod { get; } = TimeSpan.FromDays(366);

    /// <summary>What is kept back of a payout of entries.</summary>
    public static Reserve Of(AffiliateProgram program, PayoutClaims claims) =>
        program.ReserveRate is { BasisPoints: > 0 } rate
            ? new Reserve(rate, Part(rate, claims.Total, claims.Entries.Where(IsReleased).Sum(entry => entry.AmountMinorUnits)))
            : default;

    /// <summary>The part of an amount, of which some was in reserve before: that is not kept back again.</summary>
    public static long Part(Rate rate, long amount, long released) => rate.Of(Math.Max(0, amount - released));

    /// <summary>Whether an entry gives back what was in reserve.</summary>
    public static bool IsReleased(LedgerEntry entry) => entry is { Kind: LedgerEntryKind.Reserved, AmountMinorUnits: > 0 };
}
