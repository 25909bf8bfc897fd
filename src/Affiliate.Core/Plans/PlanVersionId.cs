using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PlanVersion"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PlanVersionId>))]
public readonly record struct PlanVersionId(Guid Value) : IAffiliateId<PlanVersionId>
{
    /// <inheritdoc />
    public static string Prefix => "plv_";

    /// <inheritdoc />
    public static PlanVersionId From(Guid value) => new(value);

    /// <summary>The public form: <c>plv_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
