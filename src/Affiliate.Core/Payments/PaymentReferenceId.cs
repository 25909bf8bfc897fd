using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="PaymentReference"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PaymentReferenceId>))]
public readonly record struct PaymentReferenceId(Guid Value) : IAffiliateId<PaymentReferenceId>
{
    /// <inheritdoc />
    public static string Prefix => "prf_";

    /// <inheritdoc />
    public static PaymentReferenceId From(Guid value) => new(value);

    /// <summary>The public form: <c>prf_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
