using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A conversion was recorded in test mode (<c>conversion.tested</c>, TX-09); it is no money and reaches test endpoints only.</summary>
public sealed record ConversionTested : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ConversionTested;

    /// <summary>The test row.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The payment's key at the host.</summary>
    public required string TransactionId { get; init; }

    /// <summary>The click that led here.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>The campaign of the click's link; <see langword="null"/> when it has none.</summary>
    public CampaignId? CampaignId { get; init; }

    /// <summary>What the conversion was called; <see langword="null"/> for a sale that was called nothing.</summary>
    public string? EventType { get; init; }

    /// <summary>What was reported, in major units.</summary>
    public required decimal Value { get; init; }

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
