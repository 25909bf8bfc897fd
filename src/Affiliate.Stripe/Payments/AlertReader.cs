namespace Affiliate.Stripe;

/// <summary>Reads what takes no money by itself but may come to it: a person is told, or the commission held.</summary>
internal sealed class AlertReader(StripeOptions options)
{
    /// <summary>An invoice that is void or given up. It was never paid, so a sale of it would be a mistake.</summary>
    public static WebhookReading ReadInvoice(StripeEvent stripeEvent) =>
        stripeEvent.ReferenceOf(stripeEvent.Object["id"]) is { } reference
            ? stripeEvent.Accept(new PaymentAlert
            {
                Reference = reference,
                Reason = stripeEvent.Type.Replace('.', '_'),
            })
            : WebhookReading.Rejected(WebhookReason.BadEnvelope);

    /// <summary>A warning of the card's bank. It moves no money; nothing is left to do once it was refunded or disputed.</summary>
    public WebhookReading ReadFraudWarning(StripeEvent stripeEvent)
    {
        var warning = stripeEvent.Object;
        var payment = PaymentNames.Of(stripeEvent, warning);
        if (stripeEvent.SourceOf("fraud-warning", warning["id"]) is not { } source)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var isOpen = warning["actionable"].Flag != false;
        return payment.Count == 0 ? stripeEvent.Ignore("no-payment")
            : !options.HoldOnFraudWarnings ? stripeEvent.Accept(new PaymentAlert { Reference = payment[0], Reason = "fraud_warning" })
            : stripeEvent.Accept(new Reversal
            {
                Source = source,
                Target = payment[0],
                Aliases = [.. payment.Skip(1)],
                Provider = StripeWebhook.Name,
                Kind = ReversalKind.Dispute,
                State = isOpen ? ReversalState.Held : ReversalState.Released,
                Rank = isOpen ? 0 : 1,
                AsOf = stripeEvent.CreatedAt,
            });
    }
}
