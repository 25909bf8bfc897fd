using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Sale"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<SaleId>))]
public readonly record struct SaleId(Guid Value) : IAffiliateId<SaleId>
{
    /// <inheritdoc />
    public static string Prefix => "sal_";

    /// <inheritdoc />
    public static SaleId From(Guid value) => new(value);

    /// <summary>The public form: <c>sal_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
