using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PaymentBackfillRun"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PaymentBackfillId>))]
public readonly record struct PaymentBackfillId(Guid Value) : IAffiliateId<PaymentBackfillId>
{
    /// <inheritdoc />
    public static string Prefix => "bfl_";

    /// <inheritdoc />
    public static PaymentBackfillId From(Guid value) => new(value);

    /// <summary>The public form: <c>bfl_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
