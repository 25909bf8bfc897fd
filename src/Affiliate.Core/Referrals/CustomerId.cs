using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Customer"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<CustomerId>))]
public readonly record struct CustomerId(Guid Value) : IAffiliateId<CustomerId>
{
    /// <inheritdoc />
    public static string Prefix => "cst_";

    /// <inheritdoc />
    public static CustomerId From(Guid value) => new(value);

    /// <summary>The public form: <c>cst_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
