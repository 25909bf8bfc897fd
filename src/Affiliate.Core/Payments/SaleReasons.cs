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
    public const string Capped = "capped";
    public const string DurationOver = "duration_over";

    /// <summary>The customer's first commission was rejected; later payments earn nothing until a person credits the partner again.</summary>
    public const string FirstRejected = "first_rejected";
    public const string BelowMinorUnit = "below_minor_unit";

    /// <summary>The same purchase was recorded under another name too; that sale counts.</summary>
    public const string Merged = "merged";

    /// <summary>The click is older than the window (AF-18); evidence of another one may still arrive.</summary>
    public const string OutsideWindow = "outside_window";

    /// <summary>Whether evidence that arrives later may still credit the sale.</summary>
    public static bool IsOpen(string? reason) => reason is Unattributed or OutsideWindow;

    /// <summary>The reason of a sale whose customer is bound to nobody.</summary>
    public static string OfBinding(string reason) => reason == OutsideWindow ? OutsideWindow : Unattributed;
}
