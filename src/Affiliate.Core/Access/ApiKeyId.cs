using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="ApiKey"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ApiKeyId>))]
public readonly record struct ApiKeyId(Guid Value) : IAffiliateId<ApiKeyId>
{
    /// <inheritdoc />
    public static string Prefix => "key_";

    /// <inheritdoc />
    public static ApiKeyId From(Guid value) => new(value);

    /// <summary>The public form: <c>key_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
