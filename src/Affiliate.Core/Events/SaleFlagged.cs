namespace Affiliate;

/// <summary>A person should look at a sale; no money moved (<c>sale.flagged</c>).</summary>
public sealed record SaleFlagged : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.SaleFlagged;

    /// <summary>The sale.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The payment's key at the provider or host.</summary>
    public required string TransactionId { get; init; }

    /// <summary>Why, as a code such as <c>invoice_voided</c> or <c>subscription_canceled</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Who reported the sale.</summary>
    public required string Provider { get; init; }

    /// <summary>The customer, when known.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
