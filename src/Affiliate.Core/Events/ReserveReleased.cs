namespace Affiliate;

/// <summary>What a payout kept in reserve is the partner's to be paid (<c>reserve.released</c>); the next payout has it.</summary>
public sealed record ReserveReleased : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.ReserveReleased;

    /// <summary>The payout that kept it back.</summary>
    public required PayoutId PayoutId { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The amount in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
