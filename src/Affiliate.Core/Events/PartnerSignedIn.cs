using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A partner signed in to the portal with a mailed code (<c>partner.signed_in</c>). Not for a host's own sign-in.</summary>
public sealed record PartnerSignedIn : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.PartnerSignedIn;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The session.</summary>
    public required PartnerSessionId SessionId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
