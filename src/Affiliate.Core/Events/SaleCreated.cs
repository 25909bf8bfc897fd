using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A payment was recorded (<c>sale.created</c>).</summary>
public sealed record SaleCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.SaleCreated;

    /// <summary>The sale.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The payment's key at the provider or host.</summary>
    public required string TransactionId { get; init; }

    /// <summary>The commission base in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Who reported it.</summary>
    public required string Provider { get; init; }

    /// <summary>The customer, when known.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
