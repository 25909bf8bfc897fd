using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A partner earned a commission (<c>commission.created</c>, AH-37).</summary>
public sealed record CommissionCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.CommissionCreated;

    /// <summary>The commission.</summary>
    public required CommissionId CommissionId { get; init; }

    /// <summary>The partner who earned it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>What was earned, in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>What it was computed from, in minor units.</summary>
    public required long TxnAmountCents { get; init; }

    /// <summary>The ISO 4217 code of both amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Who reported the sale.</summary>
    public required string Provider { get; init; }

    /// <summary>Where the commission stands.</summary>
    public required CommissionStatus Status { get; init; }

    /// <summary>Always <see langword="null"/>: a new commission stood nowhere before.</summary>
    public CommissionStatus? PreviousStatus { get; init; }

    /// <summary>Whose payment or step it is earned on; published as <c>customer_key</c>.</summary>
    [JsonIgnore]
    public CustomerId? CustomerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
