using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an event; the idempotency key for whoever handles it.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<AffiliateEventId>))]
public readonly record struct AffiliateEventId(Guid Value) : IAffiliateId<AffiliateEventId>
{
    /// <inheritdoc />
    public static string Prefix => "evt_";

    /// <inheritdoc />
    public static AffiliateEventId From(Guid value) => new(value);

    /// <summary>The public form: <c>evt_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
