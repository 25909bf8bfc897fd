using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Commission"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<CommissionId>))]
public readonly record struct CommissionId(Guid Value) : IAffiliateId<CommissionId>
{
    /// <inheritdoc />
    public static string Prefix => "com_";

    /// <inheritdoc />
    public static CommissionId From(Guid value) => new(value);

    /// <summary>The public form: <c>com_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
