using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Campaign"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<CampaignId>))]
public readonly record struct CampaignId(Guid Value) : IAffiliateId<CampaignId>
{
    /// <inheritdoc />
    public static string Prefix => "cmp_";

    /// <inheritdoc />
    public static CampaignId From(Guid value) => new(value);

    /// <summary>The public form: <c>cmp_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
