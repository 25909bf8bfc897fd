namespace Affiliate;

/// <summary>Money of a sale went back, or came again (<c>sale.reversed</c>).</summary>
public sealed record SaleReversed : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.SaleReversed;

    /// <summary>The sale.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The payment's key at the provider or host.</summary>
    public required string TransactionId { get; init; }

    /// <summary>How much of the commission base is gone by now, in minor units: a total, not a step.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Who reported the sale.</summary>
    public required string Provider { get; init; }

    /// <summary>The customer, when known.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
