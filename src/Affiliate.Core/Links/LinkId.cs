using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Link"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<LinkId>))]
public readonly record struct LinkId(Guid Value) : IAffiliateId<LinkId>
{
    /// <inheritdoc />
    public static string Prefix => "lnk_";

    /// <inheritdoc />
    public static LinkId From(Guid value) => new(value);

    /// <summary>The public form: <c>lnk_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
