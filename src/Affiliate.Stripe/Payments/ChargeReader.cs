namespace Affiliate.Stripe;

/// <summary>
/// Reads charges with refunds: how much was given back in all, and in old shapes every refund too. The total counts
/// where no refund was told by itself.
/// </summary>
internal static class ChargeReader
{
    public static WebhookReading ReadRefunded(StripeEvent stripeEvent)
    {
        var charge = stripeEvent.Object;
        if (stripeEvent.SourceOf("charge-cumulative", charge["id"]) is not { } source)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        if (StripeAmounts.In(charge["currency"]) is not { } amounts)
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, stripeEvent.Message);
        }

        var refunded = amounts.Read(charge["amount_refunded"], least: 0);
        if (!amounts.AreCredible)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, stripeEvent.Message);
        }

        var payment = PaymentNames.Of(stripeEvent, charge);
        var total = new Reversal
        {
            Source = source,
            Target = payment[0],
            Aliases = [.. payment.Skip(1)],
            PaymentNames = PaymentNames.WithoutInvoice(stripeEvent, payment),
            Provider = StripeWebhook.Name,
            Kind = ReversalKind.RefundTotal,
            Gross = amounts.MoneyOf(refunded),
            AsOf = stripeEvent.CreatedAt,

            // Of two totals of one second the larger one is the later one.
            Rank = (int)Math.Min(refunded, int.MaxValue),
        };

        // A listed refund that cannot be read is in the total all the same.
        var listed = charge["refunds"]["data"].Items
            .Select(refund => ReversalReader.Refunds.Read(stripeEvent, refund, payment).Reversal)
            .OfType<Reversal>();
        return stripeEvent.AcceptAll(listed.Prepend(total));
    }
}
