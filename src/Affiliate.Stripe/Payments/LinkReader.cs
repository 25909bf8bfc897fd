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

    /// <summary>
    /// What says since March 2025 which payment paid which invoice; and, if it was a payment that Stripe collected, that the
    /// money is there.
    /// </summary>
    public static WebhookReading ReadInvoicePayment(StripeEvent stripeEvent, StripeOptions options)
    {
        var invoice = stripeEvent.Object["invoice"];
        var payment = stripeEvent.Object["payment"];
        var names = PaymentNames.Of(stripeEvent, invoice, payment["payment_intent"], payment["charge"]);
        var isCollected = !payment["payment_intent"].IsNothing || !payment["charge"].IsNothing;
        return stripeEvent.ReferenceOf(invoice) is null
            ? WebhookReading.Rejected(WebhookReason.BadEnvelope)
            : stripeEvent.Accept(new PaymentLink
            {
                Reference = names[0],
                Aliases = [.. names.Skip(1)],
                Evidence = StripeEvidence.Of(stripeEvent, stripeEvent.Object),
                Reversals = options.RequireCollectedPayment && isCollected
                    ? [Collection.Of(stripeEvent, invoice, ReversalState.Released)]
                    : [],
            });
    }

    /// <summary>A subscription, whose metadata holds for all its payments. Never a sale.</summary>
    public static WebhookReading ReadSubscription(StripeEvent stripeEvent, StripeOptions options)
    {
        if (stripeEvent.ReferenceOf(stripeEvent.Object["id"]) is not { } subscription)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var evidence = StripeEvidence.Of(stripeEvent, stripeEvent.Object);
        var isOver = stripeEvent.Type == "customer.subscription.deleted";
        var endedAt = isOver ? stripeEvent.Object["ended_at"].UnixTime ?? stripeEvent.CreatedAt : (DateTimeOffset?)null;
        PaymentFact fact = options.ReviewCanceledSubscriptions && isOver
            ? new PaymentAlert
            {
                SubscriptionReference = subscription,
                SubscriptionEvidence = evidence,
                SubscriptionEndedAt = endedAt,
                Reason = "subscription_canceled",
                ReviewUntil = stripeEvent.CreatedAt,
            }
            : new PaymentLink
            {
                Reference = null,
                SubscriptionReference = subscription,
                SubscriptionEvidence = evidence,
                SubscriptionEndedAt = endedAt,
            };
        return options.LeadOnTrial && !isOver && stripeEvent.Object["status"].Text == "trialing"
            ? stripeEvent.AcceptAll([fact, new TrialStarted { SubscriptionReference = subscription }])
            : stripeEvent.Accept(fact);
    }

    private static WebhookReading Link(StripeEvent stripeEvent, IReadOnlyList<string> names, WebhookJson subject) =>
        stripeEvent.ReferenceOf(subject) is null
            ? WebhookReading.Rejected(WebhookReason.BadEnvelope)
            : stripeEvent.Accept(new PaymentLink
            {
                Reference = names[0],
                Aliases = [.. names.Skip(1)],
                Evidence = StripeEvidence.Of(stripeEvent, stripeEvent.Object),
                Email = stripeEvent.Object["billing_details"]["email"].Text ?? stripeEvent.Object["receipt_email"].Text,
                PaymentFingerprint = StripeFingerprint.Of(stripeEvent),
            });
}
