using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Flow"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<FlowId>))]
public readonly record struct FlowId(Guid Value) : IAffiliateId<FlowId>
{
    /// <inheritdoc />
    public static string Prefix => "flw_";

    /// <inheritdoc />
    public static FlowId From(Guid value) => new(value);

    /// <summary>The public form: <c>flw_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
