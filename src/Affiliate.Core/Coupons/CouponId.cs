using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Coupon"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<CouponId>))]
public readonly record struct CouponId(Guid Value) : IAffiliateId<CouponId>
{
    /// <inheritdoc />
    public static string Prefix => "cpn_";

    /// <inheritdoc />
    public static CouponId From(Guid value) => new(value);

    /// <summary>The public form: <c>cpn_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
