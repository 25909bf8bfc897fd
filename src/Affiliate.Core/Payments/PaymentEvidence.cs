namespace Affiliate;

/// <summary>Attribution evidence found on a provider's object. Malformed or unknown values are absence, not errors.</summary>
public sealed record PaymentEvidence
{
    /// <summary>No evidence.</summary>
    public static PaymentEvidence None { get; } = new();

    /// <summary>A click id, as it was written into the metadata.</summary>
    public string? Click { get; init; }

    /// <summary>The random number in the visitor's cookie, as it was written into the metadata: for guests without account.</summary>
    public Guid? Visitor { get; init; }

    /// <summary>A partner's slug or the slug of one of their links, as the host read it at checkout (AH-19, AH-22).</summary>
    public string? Partner { get; init; }

    /// <summary>The host's customer key, as it was written into the metadata.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>
    /// Coupon and promotion codes, and a provider's references of them, strongest first: one purchase may have several.
    /// </summary>
    public IReadOnlyList<string> Coupons { get; init; } = [];

    /// <summary>The strongest of <see cref="Coupons"/>: short for one that is alone.</summary>
    public string? Coupon
    {
        get => Coupons.Count > 0 ? Coupons[0] : null;
        init => Coupons = value is null ? [] : [value];
    }

    /// <summary>
    /// Whether another object said it, a checkout of its subscription for example, and the object itself was not seen to. What is
    /// written on the checkout alone may reach no renewal; the set-up report warns of it.
    /// </summary>
    public bool IsBorrowed { get; init; }

    /// <summary>Whether the host marked the object as earning no commission.</summary>
    public bool Skip { get; init; }

    /// <summary>This evidence, completed by weaker evidence where it says nothing; coupons of both, without repeats.</summary>
    public PaymentEvidence Or(PaymentEvidence weaker)
    {
        ArgumentNullException.ThrowIfNull(weaker);
        return new PaymentEvidence
        {
            Click = Click ?? weaker.Click,
            Visitor = Visitor ?? weaker.Visitor,
            Partner = Partner ?? weaker.Partner,
            CustomerKey = CustomerKey ?? weaker.CustomerKey,
            Coupons = [.. Coupons.Union(weaker.Coupons, StringComparer.Ordinal)],
            Skip = Skip || weaker.Skip,
        };
    }

    internal bool NamesSomebody => (Click ?? Partner ?? CustomerKey) is not null || Visitor is not null;

    /// <summary>Whether both say the same; the order of coupons counts.</summary>
    public bool Equals(PaymentEvidence? other) =>
        other is not null && (Click, Visitor, Partner, CustomerKey, Skip, IsBorrowed)
            == (other.Click, other.Visitor, other.Partner, other.CustomerKey, other.Skip, other.IsBorrowed)
        && Coupons.SequenceEqual(other.Coupons, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Click, Visitor, Partner, CustomerKey, Skip, Coupons.Count);
}
