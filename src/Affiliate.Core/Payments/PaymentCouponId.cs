using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="PaymentCoupon"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PaymentCouponId>))]
public readonly record struct PaymentCouponId(Guid Value) : IAffiliateId<PaymentCouponId>
{
    /// <inheritdoc />
    public static string Prefix => "pcp_";

    /// <inheritdoc />
    public static PaymentCouponId From(Guid value) => new(value);

    /// <summary>The public form: <c>pcp_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
