using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Click"/>; the value that travels to the conversion.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ClickId>))]
public readonly record struct ClickId(Guid Value) : IAffiliateId<ClickId>
{
    /// <inheritdoc />
    public static string Prefix => "clk_";

    /// <inheritdoc />
    public static ClickId From(Guid value) => new(value);

    /// <summary>The public form: <c>clk_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
