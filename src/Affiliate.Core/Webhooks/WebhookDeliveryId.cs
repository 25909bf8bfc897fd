using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="WebhookDelivery"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<WebhookDeliveryId>))]
public readonly record struct WebhookDeliveryId(Guid Value) : IAffiliateId<WebhookDeliveryId>
{
    /// <inheritdoc />
    public static string Prefix => "whd_";

    /// <inheritdoc />
    public static WebhookDeliveryId From(Guid value) => new(value);

    /// <summary>The public form: <c>whd_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
