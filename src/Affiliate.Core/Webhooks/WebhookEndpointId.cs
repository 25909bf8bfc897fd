using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="WebhookEndpoint"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<WebhookEndpointId>))]
public readonly record struct WebhookEndpointId(Guid Value) : IAffiliateId<WebhookEndpointId>
{
    /// <inheritdoc />
    public static string Prefix => "whe_";

    /// <inheritdoc />
    public static WebhookEndpointId From(Guid value) => new(value);

    /// <summary>The public form: <c>whe_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
