using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>An API key was stopped (<c>apikey.revoked</c>).</summary>
public sealed record ApiKeyRevoked : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ApiKeyRevoked;

    /// <summary>The key.</summary>
    public required ApiKeyId KeyId { get; init; }

    /// <summary>What a person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The last four characters, to recognise it by.</summary>
    public required string LastFour { get; init; }
}
