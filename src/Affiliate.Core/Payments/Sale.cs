namespace Affiliate;

/// <summary>One payment of a customer, stored once however many messages describe it (I6).</summary>
public sealed record Sale : IRecord<Sale>
{
    /// <summary>The identifier.</summary>
    public required SaleId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The payment's key: the provider's reference, or the host's transaction id.</summary>
    public required string TransactionId { get; init; }

    /// <summary>Who reported it: <c>stripe</c>, <c>paddle</c>, <c>api</c> or a host's own adapter.</summary>
    public required string Provider { get; init; }

    /// <summary>What kind of payment it was.</summary>
    public required SaleKind Kind { get; init; }

    /// <summary>The commission base in minor units: what was paid less tax, discounts, credit and shipping.</summary>
    public required long AmountMinorUnits { get; init; }

    /// <summary>What the customer was charged in all, in minor units.</summary>
    public required long GrossMinorUnits { get; init; }

    /// <summary>
    /// What the customer was charged in minor units of <see cref="ChargedCurrency"/>; <see langword="null"/> when that is
    /// <see cref="GrossMinorUnits"/>.
    /// </summary>
    public long? ChargedMinorUnits { get; init; }

    /// <summary>The ISO 4217 code of the customer's own currency, where it is not <see cref="Currency"/>.</summary>
    public string? ChargedCurrency { get; init; }

    /// <summary>What the provider keeps of it, in minor units; 0 where nobody told.</summary>
    public long FeeMinorUnits { get; init; }

    /// <summary>How much of the base is gone through refunds, lost disputes and credits, in minor units.</summary>
    public long ReversedMinorUnits { get; init; }

    /// <summary>How much more of the base is in doubt, in minor units.</summary>
    public long HeldMinorUnits { get; init; }

    /// <summary>Whether more was reversed than was paid; what is above was not taken (I12).</summary>
    public bool IsReversalCapped { get; init; }

    /// <summary>The ISO 4217 code of all amounts but <see cref="ChargedMinorUnits"/>.</summary>
    public required string Currency { get; init; }

    /// <summary>The customer, when known.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The click that led here.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>The coupon that the customer was won by with this sale.</summary>
    public CouponId? CouponId { get; init; }

    /// <summary>Why there is no commission, as a code such as <c>unattributed</c> or <c>zero_amount</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>What a credited sale that earns nothing was decided by, as a commission's <see cref="Commission.Basis"/>.</summary>
    public string? Basis { get; init; }

    /// <summary>The provider's or host's reference of the subscription.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>
    /// The <see cref="PaymentReference"/> of the provider's customer, noted while nobody is credited, so that what is told of that customer
    /// later finds the sale; <see langword="null"/> when the payment named none or was credited at once.
    /// </summary>
    public PaymentReferenceId? CustomerReferenceId { get; init; }

    /// <summary>The host's or provider's product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The lines as JSON, a list of <see cref="SaleLine"/>; <see langword="null"/> without lines.</summary>
    public string? Lines { get; init; }

    /// <summary>Whether nobody told what was bought; see <see cref="Payment.HasUnknownLines"/>.</summary>
    public bool HasUnknownLines { get; init; }

    /// <summary>The host's own data about the payment, a JSON object of texts.</summary>
    public string? Metadata { get; init; }

    /// <summary>How often the subscription is paid, as it was told.</summary>
    public string? SubscriptionInterval { get; init; }

    /// <summary>Why a person must look at its commission, as a code; <see langword="null"/> when nobody must.</summary>
    public string? ReviewReason { get; init; }

    /// <summary>When the money moved.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Sale> Record { get; } = new RecordType<Sale>("sales", s => s.Id)
        .Index(s => s.ProgramId, s => s.OccurredAt)
        .Index(s => s.PartnerId, s => s.OccurredAt)
        .Index(s => s.CustomerId)
        .Index(s => s.SubscriptionReference)
        .Index(s => s.CustomerReferenceId)
        .Versioned(s => s.Version)
        .Text(320, s => s.TransactionId, s => s.SubscriptionReference, s => s.ProductId)
        .Text(32, s => s.Provider, s => s.Reason, s => s.ReviewReason, s => s.SubscriptionInterval)
        .Text(3, s => s.Currency, s => s.ChargedCurrency);

    /// <summary>The key of a sale by its identifier.</summary>
    public static Key<Sale> ById(SaleId id) => Record.ByPrimaryKey(id);
}

/// <summary>What kind of payment a sale was.</summary>
public enum SaleKind
{
    /// <summary>A single purchase.</summary>
    OneTime,

    /// <summary>The first payment of a subscription.</summary>
    SubscriptionFirst,

    /// <summary>A further payment of a subscription.</summary>
    Renewal,

    /// <summary>A payment for a change of a running subscription.</summary>
    Upgrade,
}
