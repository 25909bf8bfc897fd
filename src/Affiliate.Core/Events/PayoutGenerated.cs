namespace Affiliate;

/// <summary>A payout was generated (<c>payout.generated</c>, AH-37).</summary>
public sealed record PayoutGenerated : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.PayoutGenerated;

    /// <summary>The payout.</summary>
    public required PayoutId PayoutId { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The amount in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>How much of the amount is kept back for the tax office, in minor units.</summary>
    public long WithheldCents { get; init; }

    /// <summary>How much of the amount is kept in reserve, in minor units.</summary>
    public long ReservedCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Where the payout stands now.</summary>
    public required PayoutStatus Status { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
