namespace Affiliate;

/// <summary>A coupon, promotion code or discount as a payment provider knows it.</summary>
public sealed record PaymentCoupon : IRecord<PaymentCoupon>
{
    /// <summary>The identifier.</summary>
    public required PaymentCouponId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The reference in a form of at most 64 ASCII characters; unique.</summary>
    public required string Lookup { get; init; }

    /// <summary>The provider's reference, for example <c>stripe:live:self:promo_1…</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The text that buyers type, as the provider writes it.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's reference of what stands behind it: a promotion code's coupon.</summary>
    public string? Parent { get; init; }

    /// <summary>The slug of the partner that the host wrote on it.</summary>
    public string? Partner { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required bool IsActive { get; init; }

    /// <summary>When the provider says that this was so.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PaymentCoupon> Record { get; } = new RecordType<PaymentCoupon>("payment_coupons", c => c.Id)
        .Unique(c => c.Lookup)
        .Versioned(c => c.Version)
        .Text(LookupKey.MaxLength, c => c.Lookup)
        .Text(512, c => c.Reference, c => c.Parent)
        .Text(255, c => c.Code)
        .Text(Link.MaxSlugLength, c => c.Partner);

    /// <summary>The key of a coupon by what the provider calls it.</summary>
    public static Key<PaymentCoupon> ByReference(string reference) => Record.ByUniqueKey(0, LookupKey.Of(reference));
}

/// <summary>A sale that waits to hear whose coupon was used.</summary>
public sealed record CouponWait : IRecord<CouponWait>
{
    /// <summary>The coupon's reference in a form of at most 64 ASCII characters.</summary>
    public required string Coupon { get; init; }

    /// <summary>The sale.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>Coupon and sale; unique.</summary>
    public required string Lookup { get; init; }

    /// <summary>When the sale began to wait.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<CouponWait> Record { get; } = new RecordType<CouponWait>("coupon_waits", w => w.Lookup)
        .Index(w => w.Coupon)
        .Text(LookupKey.MaxLength, w => w.Coupon, w => w.Lookup);

    internal static CouponWait Of(string coupon, SaleId sale, DateTimeOffset now) => new()
    {
        Coupon = LookupKey.Of(coupon),
        SaleId = sale,
        Lookup = LookupKey.Of($"{sale}:{coupon}"),
        CreatedAt = now,
    };
}
