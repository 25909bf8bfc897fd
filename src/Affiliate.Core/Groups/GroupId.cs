using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PartnerGroup"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<GroupId>))]
public readonly record struct GroupId(Guid Value) : IAffiliateId<GroupId>
{
    /// <inheritdoc />
    public static string Prefix => "grp_";

    /// <inheritdoc />
    public static GroupId From(Guid value) => new(value);

    /// <summary>The public form: <c>grp_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
