using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="SaleReversal"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<SaleReversalId>))]
public readonly record struct SaleReversalId(Guid Value) : IAffiliateId<SaleReversalId>
{
    /// <inheritdoc />
    public static string Prefix => "rev_";

    /// <inheritdoc />
    public static SaleReversalId From(Guid value) => new(value);

    /// <summary>The public form: <c>rev_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
