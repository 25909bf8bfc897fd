using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Referral"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ReferralId>))]
public readonly record struct ReferralId(Guid Value) : IAffiliateId<ReferralId>
{
    /// <inheritdoc />
    public static string Prefix => "ref_";

    /// <inheritdoc />
    public static ReferralId From(Guid value) => new(value);

    /// <summary>The public form: <c>ref_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
