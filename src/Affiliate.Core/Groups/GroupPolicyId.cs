using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="GroupPolicy"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<GroupPolicyId>))]
public readonly record struct GroupPolicyId(Guid Value) : IAffiliateId<GroupPolicyId>
{
    /// <inheritdoc />
    public static string Prefix => "grv_";

    /// <inheritdoc />
    public static GroupPolicyId From(Guid value) => new(value);

    /// <summary>The public form: <c>grv_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
