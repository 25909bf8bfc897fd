using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PartnerSession"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PartnerSessionId>))]
public readonly record struct PartnerSessionId(Guid Value) : IAffiliateId<PartnerSessionId>
{
    /// <inheritdoc />
    public static string Prefix => "ses_";

    /// <inheritdoc />
    public static PartnerSessionId From(Guid value) => new(value);

    /// <summary>The public form: <c>ses_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
