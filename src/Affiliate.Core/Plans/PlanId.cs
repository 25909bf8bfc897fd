using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Plan"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PlanId>))]
public readonly record struct PlanId(Guid Value) : IAffiliateId<PlanId>
{
    /// <inheritdoc />
    public static string Prefix => "pln_";

    /// <inheritdoc />
    public static PlanId From(Guid value) => new(value);

    /// <summary>The public form: <c>pln_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
