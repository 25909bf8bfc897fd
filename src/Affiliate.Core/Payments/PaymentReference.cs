namespace Affiliate;

/// <summary>
/// What a provider calls something (an invoice, a payment intent, a session, a subscription, a customer), which sale or
/// customer it stands for, and the attribution evidence seen on it. Its unique key decides every race between messages
/// that describe one purchase.
/// </summary>
public sealed record PaymentReference : IRecord<PaymentReference>
{
    private const int MaxCouponsLength = 2_048;

    /// <summary>The identifier.</summary>
    public required PaymentReferenceId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The reference in a form of at most 64 ASCII characters; unique.</summary>
    public required string Lookup { get; init; }

    /// <summary>The reference as it was told, for example <c>stripe:live:self:in_1…</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The sale of the purchase; chosen when the first reference of the purchase is seen, before the sale itself.</summary>
    public SaleId? SaleId { get; init; }

    /// <summary>The customer that a subscription or a provider's customer stands for.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The click id found on the object.</summary>
    public string? Click { get; init; }

    /// <summary>The host's customer key found on the object.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The visitor found on the object.</summary>
    public Guid? Visitor { get; init; }

    /// <summary>The slug of a partner or link found on the object.</summary>
    public string? Partner { get; init; }

    /// <summary>Coupons, promotion codes and references of them found on the object, a line each.</summary>
    public string? Coupons { get; init; }

    /// <summary>The keyed hash of what the purchase was paid with, until it is known who the customer is.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the object says that no commission is due.</summary>
    public bool Skip { get; init; }

    /// <summary>Whether who it names was said by another object alone; see <see cref="PaymentEvidence.IsBorrowed"/>.</summary>
    public bool IsBorrowed { get; init; }

    /// <summary>Payments of the subscription up to this time wait for a person before they are paid for.</summary>
    public DateTimeOffset? ReviewUntil { get; init; }

    /// <summary>When the subscription ended; <see langword="null"/> while it runs, or when nobody told.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether a sale of this provider's customer was credited to nobody when it was told; see <see cref="Sale.CustomerReferenceId"/>.</summary>
    public bool HasWaitingSales { get; init; }

    /// <summary>When the reference was first seen.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PaymentReference> Record { get; } =
        new RecordType<PaymentReference>("payment_references", r => r.Id)
            .Unique(r => r.Lookup)
            .Index(r => r.SaleId)
            .Versioned(r => r.Version)
            .Text(LookupKey.MaxLength, r => r.Lookup)
            .Text(512, r => r.Reference)
            .Text(64, r => r.Click)
            .Text(Affiliate.CustomerKey.MaxLength, r => r.CustomerKey)
            .Text(Link.MaxSlugLength, r => r.Partner)
            .Text(MaxCouponsLength, r => r.Coupons)
            .Text(KeyedHash.MaxLength, r => r.Fingerprint);

    internal IReadOnlyList<string> CouponList => Coupons?.Split('\n') ?? [];

    /// <summary>This reference with what an object newly says; what was known stays, as many coupons as fit are added.</summary>
    internal PaymentReference With(PaymentEvidence evidence)
    {
        var coupons = evidence.Coupons.Except(CouponList, StringComparer.Ordinal).Aggregate(Coupons, WithCoupon);
        return this with
        {
            Click = Click ?? evidence.Click,
            Visitor = Visitor ?? evidence.Visitor,
            Partner = Partner ?? evidence.Partner,
            CustomerKey = CustomerKey ?? evidence.CustomerKey,
            Coupons = coupons,
            Skip = Skip || evidence.Skip,
            IsBorrowed = !evidence.NamesSomebody ? IsBorrowed : evidence.IsBorrowed && (IsBorrowed || !NamesSomebody),
        };
    }

    internal bool NamesSomebody => (Click ?? Partner ?? CustomerKey) is not null || Visitor is not null;

    private static string? WithCoupon(string? coupons, string coupon)
    {
        var longer = coupons is null ? coupon : $"{coupons}\n{coupon}";
        return coupon.Length == 0 || longer.Length > MaxCouponsLength ? coupons : longer;
    }

    /// <summary>The key of a reference by what the provider calls it.</summary>
    public static Key<PaymentReference> ByReference(string reference) =>
        Record.ByUniqueKey(0, LookupKey.Of(reference));
}
