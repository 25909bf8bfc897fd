using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A customer was bound to a partner (<c>referral.created</c>).</summary>
public sealed record ReferralCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ReferralCreated;

    /// <summary>The binding.</summary>
    public required ReferralId ReferralId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The click that won.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>What decided, as a code.</summary>
    public required string Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
