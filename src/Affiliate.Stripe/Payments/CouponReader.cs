namespace Affiliate.Stripe;

/// <summary>Reads coupons, promotion codes and discounts: what buyers type, and whose it is.</summary>
internal static class CouponReader
{
    /// <summary>A promotion code, which stands for a coupon.</summary>
    public static WebhookReading ReadPromotionCode(StripeEvent stripeEvent) => Read(
        stripeEvent, stripeEvent.Object["code"].Text, StripeEvidence.CouponOf(stripeEvent.Object), stripeEvent.Object["active"].Flag);

    /// <summary>A coupon, whose id can be typed where there is no promotion code.</summary>
    public static WebhookReading ReadCoupon(StripeEvent stripeEvent) => Read(
        stripeEvent,
        stripeEvent.Object["id"].Text,
        default,
        stripeEvent.Type == "coupon.deleted" || stripeEvent.Object["deleted"].Flag == true ? false : stripeEvent.Object["valid"].Flag);

    /// <summary>A discount: its customer has a coupon from now on, and invoices name the discount alone.</summary>
    public static WebhookReading ReadDiscount(StripeEvent stripeEvent)
    {
        var discount = stripeEvent.Object;
        var names = StripeEvidence.OfDiscount(stripeEvent, discount).ToList();
        var parent = stripeEvent.CouponReferenceOf(discount["promotion_code"])
            ?? stripeEvent.CouponReferenceOf(StripeEvidence.CouponOf(discount));
        var isGone = stripeEvent.Type == "customer.discount.deleted" || discount["deleted"].Flag == true;
        List<PaymentFact> facts = [];
        if (stripeEvent.CouponReferenceOf(discount["id"]) is { } reference && parent is not null)
        {
            facts.Add(new CouponKnown
            {
                Reference = reference,
                Parent = parent,
                IsActive = !isGone,
                AsOf = stripeEvent.CreatedAt,
            });
        }

        if (!isGone && names.Count > 0)
        {
            facts.Add(new PaymentLink
            {
                Reference = null,
                SubscriptionReference = stripeEvent.ReferenceOf(discount["subscription"]),
                CustomerEvidence = new PaymentEvidence { Coupons = names },
            });
        }

        return facts.Count > 0 ? stripeEvent.AcceptAll(facts) : stripeEvent.Ignore("no-coupon");
    }

    private static WebhookReading Read(StripeEvent stripeEvent, string? code, WebhookJson parent, bool? isActive) =>
        stripeEvent.CouponReferenceOf(stripeEvent.Object["id"]) is { } reference
            ? stripeEvent.Accept(new CouponKnown
            {
                Reference = reference,
                Code = code is { Length: > 0 and <= 255 } ? code : null,
                Parent = stripeEvent.CouponReferenceOf(parent),
                Partner = PaymentMetadata.Read(stripeEvent.Object["metadata"]).Partner,
                IsActive = isActive ?? true,
                AsOf = stripeEvent.CreatedAt,
            })
            : WebhookReading.Rejected(WebhookReason.BadEnvelope);
}
