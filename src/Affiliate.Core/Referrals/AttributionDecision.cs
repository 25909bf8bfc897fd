namespace Affiliate;

/// <summary>A click that may win, with where its partner stands now.</summary>
internal sealed record CompetingClick(Click Click, PartnerStatus? Partner, SelfReferral Self = default)
{
    /// <summary>How old it may be; <see langword="null"/> for the terms' window.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Why a person should look at what is earned, as a code.</summary>
    public string? Review => Self.Doubt ?? (Click.NotQualifiedReason == PartnerAddresses.Mark ? SelfReferrals.ByAddress : null);
}

/// <summary>A coupon that may win.</summary>
/// <param name="Code">As it was given.</param>
/// <param name="Id">The coupon; <see langword="null"/> when the program knows none of that code.</param>
/// <param name="PartnerId">Whose it is.</param>
/// <param name="Partner">Where its partner stands now.</param>
internal sealed record CompetingCoupon(string Code, CouponId? Id, PartnerId? PartnerId, PartnerStatus? Partner)
{
    /// <summary>Why it cannot be used at all, for example because it was used up.</summary>
    public string? Obstacle { get; init; }

    public SelfReferral Self { get; init; }

    /// <summary>Whether the buyer bought before.</summary>
    public bool IsExistingCustomer { get; init; }

    /// <summary>Why a person should look at what is earned, as a code.</summary>
    public string? Review => Self.Doubt;
}

/// <summary>What a decision depends on beside the candidates.</summary>
/// <param name="ProgramId">The program; clicks of others never win.</param>
/// <param name="Window">How old a click may be, this age included (AH-15).</param>
/// <param name="Now">When the sign-up or sale happened.</param>
/// <param name="KnownSince">Since when the customer exists; later clicks win nobody over.</param>
/// <param name="Model">How the clicks share the credit.</param>
/// <param name="Coupons">What a coupon does against a click.</param>
internal sealed record AttributionTerms(
    ProgramId ProgramId, TimeSpan Window, DateTimeOffset Now, DateTimeOffset KnownSince, IAttributionModel Model,
    CouponRule Coupons)
{
    /// <summary>The part of whoever helped; <see langword="null"/> for none.</summary>
    public Rate? AssistShare { get; init; }

    /// <summary>From when on clicks count, where the customer is bound already.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;
}

/// <summary>Who is credited and why, and why each other candidate lost.</summary>
internal sealed record AttributionDecision
{
    public PartnerId? Partner { get; init; }

    public Click? Click { get; init; }

    public CompetingCoupon? Coupon { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who gets a part of what is earned, and which.</summary>
    public SharedCredit? Shared { get; init; }

    /// <summary>Why a person should look at what is earned, as a code.</summary>
    public string? Review { get; init; }

    public required IReadOnlyList<ClickVerdict> Clicks { get; init; }

    public CouponVerdict? CouponVerdict { get; init; }
}

/// <summary>A click whose partner gets a part of what the credited one earns.</summary>
internal sealed record SharedCredit(CompetingClick Click, Rate Rate);

/// <summary>What became of one competing click.</summary>
/// <param name="ClickId">The click.</param>
/// <param name="PartnerId">Whose it was.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Verdict"><c>won</c>, or why it lost, as a code.</param>
/// <param name="ShareBasisPoints">Its share of the credit by the program's model, in hundredths of a percent.</param>
public sealed record ClickVerdict(
    string ClickId, string PartnerId, DateTimeOffset OccurredAt, string Verdict, int ShareBasisPoints);

/// <summary>What became of a coupon.</summary>
/// <param name="Code">As it was given.</param>
/// <param name="PartnerId">Whose it was; <see langword="null"/> when the program knows none of that code.</param>
/// <param name="Verdict"><c>won</c>, or why it lost, as a code.</param>
public sealed record CouponVerdict(string Code, string? PartnerId, string Verdict);

/// <summary>What a coupon does when a click competes with it, for buyers who are not bound yet.</summary>
public enum CouponRule
{
    /// <summary>The coupon's partner is credited.</summary>
    CouponWins,

    /// <summary>The click's partner is credited; the coupon counts where no click can win.</summary>
    ClickWins,

    /// <summary>The coupon counts only beside a click of the same partner: codes that leak earn nothing.</summary>
    NeedsClick,

    /// <summary>
    /// The coupon's partner is credited, and the click's partner gets half of what each sale earns (<see cref="CommissionKind.Shared"/>).
    /// </summary>
    Split,
}
