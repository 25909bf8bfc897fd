using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Partner"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PartnerId>))]
public readonly record struct PartnerId(Guid Value) : IAffiliateId<PartnerId>
{
    /// <inheritdoc />
    public static string Prefix => "par_";

    /// <inheritdoc />
    public static PartnerId From(Guid value) => new(value);

    /// <summary>The public form: <c>par_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
