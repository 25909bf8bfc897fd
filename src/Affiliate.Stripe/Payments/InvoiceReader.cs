namespace Affiliate.Stripe;

/// <summary>
/// Reads invoices. An invoice that is paid is a sale, and the only thing about a subscription that is.
/// </summary>
internal sealed class InvoiceReader(StripeOptions options)
{
    public WebhookReading Read(StripeEvent stripeEvent)
    {
        var invoice = stripeEvent.Object;
        if (stripeEvent.ReferenceOf(invoice["id"]) is not { } source)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        // `invoice.payment_succeeded` also tells of part payments.
        if (invoice["status"].Text is { } status ? status != "paid" : invoice["paid"].Flag != true)
        {
            return WebhookReading.Ignored("not-paid", stripeEvent.Message);
        }

        if (StripeAmounts.In(invoice["currency"]) is not { } amounts)
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, stripeEvent.Message);
        }

        var (commissionBase, gross) = ReadAmounts(invoice, amounts);
        var fee = FeeReader.Of(invoice, amounts);
        if (!amounts.AreCredible)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, stripeEvent.Message);
        }

        var subscription = InvoiceSubscription.Of(invoice);
        return stripeEvent.Accept(
            LineReader.WithLinesOf(new Payment
            {
                Source = source,
                Provider = StripeWebhook.Name,
                Amount = amounts.MoneyOf(commissionBase),
                Gross = amounts.MoneyOf(gross),
                Fee = fee,
                Kind = KindOf(invoice["billing_reason"].Text, subscription.Id),
                OccurredAt = invoice["status_transitions"]["paid_at"].UnixTime ?? stripeEvent.CreatedAt,
                Aliases = [.. PaymentsOf(invoice).Select(stripeEvent.ReferenceOf).OfType<string>().Distinct()],
                SubscriptionReference = stripeEvent.ReferenceOf(subscription.Id),
                SubscriptionInterval = subscription.Id.Text is null ? null : IntervalOf(invoice),
                Evidence = StripeEvidence.Of(stripeEvent, invoice),
                SubscriptionEvidence = subscription.Evidence(invoice),
                Email = invoice["customer_email"].Text,
                Reversals = options.RequireCollectedPayment && gross > 0
                    ? [Collection.Of(stripeEvent, invoice, IsCollected(invoice) ? ReversalState.Released : ReversalState.Held)]
                    : [],
            }, invoice),
            subscription.Metadata) with
        { Lacks = LackOf(invoice, subscription) ?? FeeReader.LackOf(invoice, options, gross) };
    }

    /// <summary>
    /// What an event leaves out of an invoice: lines after the tenth, and the codes behind discounts, which matter while nothing
    /// stronger says who sent the customer.
    /// </summary>
    private static string? LackOf(WebhookJson invoice, InvoiceSubscription subscription) =>
        invoice["lines"]["has_more"].Flag == true ? "lines"
        : PaymentMetadata.Read(invoice["metadata"]).Click is null && subscription.Evidence(invoice).Click is null
            && invoice["discounts"].Items.Any(discount => discount.Text is not null) ? "discounts"
        : null;

    /// <summary>Only before March 2025 an invoice said itself which payment paid it.</summary>
    private static bool IsCollected(WebhookJson invoice) =>
        invoice["paid_out_of_band"].Flag != true && PaymentsOf(invoice).Any(payment => !payment.IsNothing);

    private (long Base, long Gross) ReadAmounts(WebhookJson invoice, StripeAmounts amounts)
    {
        var total = amounts.Read(invoice["total"]);

        // Until 2018 an invoice did not say how much was paid: one that was paid, all that had been due.
        var isOfOld = invoice["status"].IsNothing && invoice["amount_paid"].IsNothing;
        var paid = Math.Min(amounts.Read(invoice[isOfOld ? "amount_due" : "amount_paid"], least: 0), total);
        var withoutTax = amounts.ReadIfAny(invoice["total_excluding_tax"])
            ?? amounts.InRange(total - TaxOf(invoice, amounts));
        if (!options.IncludeShipping)
        {
            withoutTax -= amounts.ReadIfAny(invoice["shipping_cost"]["amount_subtotal"], least: 0)
                ?? amounts.ReadIfAny(invoice["amount_shipping"], least: 0) ?? 0;
        }

        // Credit of any kind lowers what is paid against the total, so tax leaves the base in the same proportion. A
        // negative total pays nothing back: it becomes credit that lowers a later invoice.
        return paid <= 0 || withoutTax <= 0
            ? (0, Math.Max(paid, 0))
            : (MinorUnits.MulDiv(withoutTax, paid, total), paid);
    }

    private static long TaxOf(WebhookJson invoice, StripeAmounts amounts) =>
        amounts.SumIfAny(invoice["total_taxes"]) ?? amounts.SumIfAny(invoice["total_tax_amounts"])
            ?? amounts.ReadIfAny(invoice["tax"]) ?? 0;

    /// <summary>How often it is paid, by the longest time that a line is for: parts of the time are given again and asked for beside it.</summary>
    private static string? IntervalOf(WebhookJson invoice)
    {
        var longest = invoice["lines"]["data"].Items.Select(line => line["period"]).DefaultIfEmpty()
            .MaxBy(period => period["end"].UnixTime - period["start"].UnixTime);
        return SubscriptionIntervals.Of(longest["start"].UnixTime, longest["end"].UnixTime);
    }

    private static SaleKind KindOf(string? billingReason, WebhookJson subscription) =>
        subscription.IsNothing || billingReason == "manual" ? SaleKind.OneTime
        : billingReason is "subscription_create" or "quote_accept" ? SaleKind.SubscriptionFirst
        : billingReason is "subscription_update" or "subscription_threshold" ? SaleKind.Upgrade
        : SaleKind.Renewal;

    /// <summary>The payments: included ones now, a payment intent and a charge on the invoice itself before.</summary>
    private static IEnumerable<WebhookJson> PaymentsOf(WebhookJson invoice) =>
        invoice["payments"]["data"].Items
            .SelectMany(item => new[] { item["payment"]["payment_intent"], item["payment"]["charge"] })
            .Append(invoice["payment_intent"])
            .Append(invoice["charge"]);
}
