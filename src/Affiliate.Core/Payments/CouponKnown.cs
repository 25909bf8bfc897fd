namespace Affiliate;

/// <summary>
/// What a provider calls a coupon, a promotion code or a discount, and whose it is. May arrive after the purchase that used
/// it: a sale that waits for evidence is credited then.
/// </summary>
public sealed record CouponKnown : PaymentFact
{
    /// <summary>The provider's reference, as purchases name it.</summary>
    public required string Reference { get; init; }

    /// <summary>The text that buyers type; <see langword="null"/> when it has none.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's reference of what stands behind it: a promotion code's coupon.</summary>
    public string? Parent { get; init; }

    /// <summary>The slug of the partner that the host wrote on it.</summary>
    public string? Partner { get; init; }

    /// <summary>Whether it can be used. Purchases made while it could be keep their credit.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>When the provider says that this was so; older news never replaces newer.</summary>
    public required DateTimeOffset AsOf { get; init; }
}
