using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Somebody corrected by hand who is credited for a customer (<c>referral.changed</c>).</summary>
public sealed record ReferralChanged : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ReferralChanged;

    /// <summary>The binding.</summary>
    public required ReferralId ReferralId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The partner credited from now on; <see langword="null"/> for nobody.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The partner credited before.</summary>
    public PartnerId? PreviousPartnerId { get; init; }

    /// <summary>The click of the binding.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>From which sales on it counts.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>Who corrected it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId ?? PreviousPartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
