using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="DimensionTally"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<DimensionTallyId>))]
public readonly record struct DimensionTallyId(Guid Value) : IAffiliateId<DimensionTallyId>
{
    /// <inheritdoc />
    public static string Prefix => "dtl_";

    /// <inheritdoc />
    public static DimensionTallyId From(Guid value) => new(value);

    /// <summary>The public form: <c>dtl_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
