namespace Affiliate;

/// <summary>Why a sale earns nothing: the codes of <see cref="Sale.Reason"/>.</summary>
internal static class SaleReasons
{
    /// <summary>No evidence of who sent the customer; credited if it arrives in time.</summary>
    public const string Unattributed = "unattributed";
    public const string ZeroAmount = "zero_amount";
    public const string Skipped = "skipped";
    public const string PartnerInactive = "partner_inactive";
    public const string SelfReferral = SelfReferrals.Reason;

    /// <summary>Somebody decided that nobody is credited for this customer.</summary>
    public const string Detached = "detached";
    public const string BelowMinorUnit = "below_minor_unit";

    /// <summary>The same purchase was recorded under another name too; that sale counts.</summary>
    public const string Merged = "merged";
}
