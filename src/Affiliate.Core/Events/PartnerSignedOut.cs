using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A partner ended a session in the portal, or had it ended by the host (<c>partner.signed_out</c>). Not for a host's own sign-in.</summary>
public sealed record PartnerSignedOut : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.PartnerSignedOut;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The session.</summary>
    public required PartnerSessionId SessionId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
