namespace Affiliate.Stripe;

/// <summary>
/// Reads objects that are no sale but say which names belong to one purchase, and by their metadata who sent the
/// customer.
/// </summary>
internal static class LinkReader
{
    /// <summary>A charge, which names its intent and in old shapes its invoice.</summary>
    public static WebhookReading ReadCharge(StripeEvent stripeEvent) =>
        Link(stripeEvent, PaymentNames.Of(stripeEvent, stripeEvent.Object), stripeEvent.Object["id"]);

    /// <summary>A payment intent, which names its charges and in old shapes its invoice.</summary>
    public static WebhookReading ReadIntent(StripeEvent stripeEvent)
    {
        var intent = stripeEvent.Object;
        return Link(
            stripeEvent,
            PaymentNames.Of(
                stripeEvent,
                [intent["id"], intent["latest_charge"], .. intent["charges"]["data"].Items, intent["invoice"]]),
            intent["id"]);
    }

    /// <summary>What says since March 2025 which payment paid which invoice.</summary>
    public static WebhookReading ReadInvoicePayment(StripeEvent stripeEvent)
    {
        var payment = stripeEvent.Object["payment"];
        return Link(
            stripeEvent,
            PaymentNames.Of(
                stripeEvent, stripeEvent.Object["invoice"], payment["payment_intent"], payment["charge"]),
            stripeEvent.Object["invoice"]);
    }

    /// <summary>A subscription, whose metadata holds for all its payments. Never a sale.</summary>
    public static WebhookReading ReadSubscription(StripeEvent stripeEvent) =>
        stripeEvent.ReferenceOf(stripeEvent.Object["id"]) is { } subscription
            ? stripeEvent.Accept(new PaymentLink
            {
                Reference = null,
                SubscriptionReference = subscription,
                SubscriptionEvidence = PaymentMetadata.Read(stripeEvent.Object["metadata"]),
            })
            : WebhookReading.Rejected(WebhookReason.BadEnvelope);

    private static WebhookReading Link(StripeEvent stripeEvent, IReadOnlyList<string> names, WebhookJson subject) =>
        stripeEvent.ReferenceOf(subject) is null
            ? WebhookReading.Rejected(WebhookReason.BadEnvelope)
            : stripeEvent.Accept(new PaymentLink
            {
                Reference = names[0],
                Aliases = [.. names.Skip(1)],
                Evidence = PaymentMetadata.Read(stripeEvent.Object["metadata"]),
            });
}
