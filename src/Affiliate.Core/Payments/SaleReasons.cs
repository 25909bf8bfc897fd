namespace Affiliate;

/// <summary>Why a sale earns nothing: the codes of <see cref="Sale.Reason"/>.</summary>
internal static class SaleReasons
{
    /// <summary>No evidence of who sent the customer; credited if it arrives in time.</summary>
    public const string Unattributed = "unattributed";
    public const string ZeroAmount = "zero_amount";
    public const string Skipped = "skipped";
    public const string PartnerInactive = "partner_inactive";

    /// <summary>Somebody decided that nobody is credited for this customer.</summary>
    public const string Detached = "detached";
    public const string Capped = "capped";
    public const string DurationOver = "duration_over";

    /// <summary>The customer's first commission was rejected; later payments earn nothing until a person credits the partner again.</summary>
    public const string FirstRejected = "first_rejected";
    public const string BelowMinorUnit = "below_minor_unit";

    /// <summary>The customer's subscription had ended, and the plan stops there.</summary>
    public const string SubscriptionEnded = "subscription_ended";

    /// <summary>Nothing but products that the plan leaves out.</summary>
    public const string ExcludedProduct = RuleEngine.ExcludedProduct;

    /// <summary>The same purchase was recorded under another name too; that sale counts.</summary>
    public const string Merged = "merged";

    /// <summary>
    /// Whether evidence that arrives later may still credit the sale: nobody won its customer yet. A sale that is somebody's and
    /// earns nothing is settled.
    /// </summary>
    public static bool IsOpen(Sale sale) =>
        sale is { PartnerId: null, Reason: not (null or ZeroAmount or Skipped or Detached or Merged) };

    /// <summary>Whether this refuses a sale of a bound customer too: then it is final (see <see cref="SaleCredit"/>).</summary>
    public static bool CanRefuse(string? reason) => reason is PartnerInactive || SelfReferrals.IsRefusal(reason);

    /// <summary>The reason of a sale whose customer is bound to nobody: why the coupon, else the newest click, could not win (AF-18).</summary>
    public static string OfBinding(string reason) => reason is "no_click" or "not_bound" ? Unattributed : reason;
}
