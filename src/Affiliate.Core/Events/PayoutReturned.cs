namespace Affiliate;

/// <summary>Money of a paid payout came back; it is on the partner's balance again (<c>payout.returned</c>).</summary>
public sealed record PayoutReturned : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.PayoutReturned;

    /// <summary>The payout.</summary>
    public required PayoutId PayoutId { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>What is owed again, in minor units: the payout's amount, less what is in reserve.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Why, in the words of the provider or of a person.</summary>
    public string? Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
