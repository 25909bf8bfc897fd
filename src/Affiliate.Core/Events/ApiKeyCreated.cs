using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>An API key was made (<c>apikey.created</c>).</summary>
public sealed record ApiKeyCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ApiKeyCreated;

    /// <summary>The key.</summary>
    public required ApiKeyId KeyId { get; init; }

    /// <summary>What a person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The last four characters, to recognise it by.</summary>
    public required string LastFour { get; init; }
}
