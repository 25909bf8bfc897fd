using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="ReferralDecision"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ReferralDecisionId>))]
public readonly record struct ReferralDecisionId(Guid Value) : IAffiliateId<ReferralDecisionId>
{
    /// <inheritdoc />
    public static string Prefix => "dec_";

    /// <inheritdoc />
    public static ReferralDecisionId From(Guid value) => new(value);

    /// <summary>The public form: <c>dec_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
