namespace Affiliate.Stripe;

/// <summary>Reads what objects say about who sent the customer (<c>payment-providers.md</c> 4.7, 4.8).</summary>
internal static class StripeEvidence
{
    /// <summary>The metadata of an object and its discounts.</summary>
    public static PaymentEvidence Of(StripeEvent stripeEvent, WebhookJson value) =>
        PaymentMetadata.Read(value["metadata"]) with { Coupons = [.. Coupons(stripeEvent, value)] };

    /// <summary>The coupons and promotion codes of an object: all of its discounts, and those of its lines.</summary>
    public static IEnumerable<string> Coupons(StripeEvent stripeEvent, WebhookJson value) => value["discounts"].Items
        .Append(value["discount"])
        .Concat(value["lines"]["data"].Items.SelectMany(line => line["discounts"].Items))
        .Concat(value["total_details"]["breakdown"]["discounts"].Items.Select(item => item["discount"]))
        .SelectMany(discount => OfDiscount(stripeEvent, discount))
        .Distinct();

    /// <summary>What one discount names, the strongest first; an event may name the discount alone.</summary>
    public static IEnumerable<string> OfDiscount(StripeEvent stripeEvent, WebhookJson discount) =>
        new[] { discount["promotion_code"], CouponOf(discount), discount }
            .Select(stripeEvent.CouponReferenceOf).OfType<string>();

    /// <summary>The coupon of a discount or promotion code, in today's and in older shapes.</summary>
    public static WebhookJson CouponOf(WebhookJson value) =>
        !value["source"]["coupon"].IsNothing ? value["source"]["coupon"]
        : !value["promotion"]["coupon"].IsNothing ? value["promotion"]["coupon"]
        : value["coupon"];

    /// <summary>What a <c>client_reference_id</c> says: a click, or the slug of a partner.</summary>
    public static PaymentEvidence OfClientReference(string? reference, StripeOptions options)
    {
        const string Prefix = AffiliateStripeMetadata.ClientReferencePrefix;
        var isOurs = reference?.StartsWith(Prefix, StringComparison.Ordinal) == true;
        var text = isOurs ? reference![Prefix.Length..] : reference;
        return isOurs && AffiliateId.TryParse<ClickId>(text, out var click)
                ? new PaymentEvidence { Click = click.ToString() }
            : isOurs || options.ClientReferenceIsPartner ? new PaymentEvidence { Partner = PaymentMetadata.SlugOf(text) }
            : PaymentEvidence.None;
    }
}
