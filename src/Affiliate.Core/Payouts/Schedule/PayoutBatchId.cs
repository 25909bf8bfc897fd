using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PayoutBatch"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PayoutBatchId>))]
public readonly record struct PayoutBatchId(Guid Value) : IAffiliateId<PayoutBatchId>
{
    /// <inheritdoc />
    public static string Prefix => "pbt_";

    /// <inheritdoc />
    public static PayoutBatchId From(Guid value) => new(value);

    /// <summary>The public form: <c>pbt_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
