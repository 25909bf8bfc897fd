using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A partner was enrolled (<c>partner.created</c>).</summary>
public sealed record PartnerCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.PartnerCreated;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>The slug of the default link.</summary>
    public required string Slug { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
