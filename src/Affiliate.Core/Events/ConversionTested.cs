namespace Affiliate;

/// <summary>A conversion was recorded in test mode (<c>conversion.tested</c>, TX-09); it is no money and reaches test endpoints only.</summary>
public sealed record ConversionTested : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.ConversionTested;

    /// <summary>The test row.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The payment's key at the host.</summary>
    public required string TransactionId { get; init; }

    /// <summary>The click that led here.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>What was reported, in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The partner who would be credited; <see langword="null"/> when nobody would.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>Why nothing would be earned, as a code; <see langword="null"/> when something would.</summary>
    public string? Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
