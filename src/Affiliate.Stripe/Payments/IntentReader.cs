namespace Affiliate.Stripe;

/// <summary>
/// Reads payment intents. Since March 2025 one does not say whether it belongs to an invoice, so it is a sale only if
/// nothing else claims it.
/// </summary>
internal sealed class IntentReader(StripeOptions options)
{
    public WebhookReading Read(StripeEvent stripeEvent)
    {
        var intent = stripeEvent.Object;
        var names = PaymentNames.Of(
            stripeEvent, [intent["id"], intent["latest_charge"], .. intent["charges"]["data"].Items, intent["invoice"]]);
        if (stripeEvent.ReferenceOf(intent["id"]) is not { } reference)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        if (!options.TrackPaymentIntents || !intent["invoice"].IsNothing)
        {
            return stripeEvent.Accept(new PaymentLink
            {
                Reference = reference,
                Aliases = [.. names.Skip(1)],
                Evidence = StripeEvidence.Of(stripeEvent, intent),
                PaymentFingerprint = StripeFingerprint.Of(stripeEvent),
            });
        }

        if (StripeAmounts.In(intent["currency"]) is not { } amounts)
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, stripeEvent.Message);
        }

        var (commissionBase, gross) = ReadAmounts(intent, amounts);
        var fee = FeeReader.Of(intent, amounts);
        return amounts.AreCredible
            ? stripeEvent.Accept(new Payment
            {
                Source = reference,
                Provider = StripeWebhook.Name,
                Amount = amounts.MoneyOf(commissionBase),
                Gross = amounts.MoneyOf(gross),
                Fee = fee,
                Kind = SaleKind.OneTime,
                HasUnknownLines = true,
                OccurredAt = stripeEvent.CreatedAt,
                Aliases = [.. names.Skip(1)],
                Evidence = StripeEvidence.Of(stripeEvent, intent),
                Email = intent["receipt_email"].Text,
                PaymentFingerprint = StripeFingerprint.Of(stripeEvent),
                CandidateDelay = options.CandidateDelay,
            }) with
            { Lacks = FeeReader.LackOf(intent, options, gross) }
            : WebhookReading.Quarantined(WebhookReason.BadAmount, stripeEvent.Message);
    }

    private (long Base, long Gross) ReadAmounts(WebhookJson intent, StripeAmounts amounts)
    {
        var details = intent["amount_details"];
        var gross = amounts.Read(intent["amount_received"], least: 0);
        var tip = options.IncludeTips ? 0 : amounts.ReadIfAny(details["tip"]["amount"], least: 0) ?? 0;
        var tax = amounts.ReadIfAny(details["tax"]["total_tax_amount"], least: 0) ?? 0;
        var shipping = options.IncludeShipping ? 0 : amounts.ReadIfAny(details["shipping"]["amount"], least: 0) ?? 0;
        return (Math.Max(gross - tip - tax - shipping, 0), gross);
    }
}
