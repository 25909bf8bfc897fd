using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="ClickTally"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ClickTallyId>))]
public readonly record struct ClickTallyId(Guid Value) : IAffiliateId<ClickTallyId>
{
    /// <inheritdoc />
    public static string Prefix => "ctl_";

    /// <inheritdoc />
    public static ClickTallyId From(Guid value) => new(value);

    /// <summary>The public form: <c>ctl_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
