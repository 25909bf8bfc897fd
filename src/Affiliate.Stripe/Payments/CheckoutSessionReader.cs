namespace Affiliate.Stripe;

/// <summary>
/// Reads checkout sessions. A session is a sale only when nothing else about the purchase will be: a paid one without
/// subscription and without invoice. In every other case it says which things belong together, and who sent the
/// customer.
/// </summary>
internal sealed class CheckoutSessionReader(StripeOptions options)
{
    private const string PaidLater = "checkout.session.async_payment_succeeded";

    public WebhookReading Read(StripeEvent stripeEvent)
    {
        var session = stripeEvent.Object;
        if (stripeEvent.ReferenceOf(session["id"]) is not { } reference)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var isFree = session["payment_status"].Text == "no_payment_required"
            || (session["payment_intent"].IsNothing && session["amount_total"].Number == 0);
        var isPaid = session["payment_status"].Text == "paid" || stripeEvent.Type == PaidLater;
        return IsOnItsOwn(session) && (isPaid || isFree)
            ? ReadSale(stripeEvent, session, reference, isFree)
            : ReadLink(stripeEvent, session, reference);
    }

    private WebhookReading ReadLink(StripeEvent stripeEvent, WebhookJson session, string reference)
    {
        var subscription = stripeEvent.ReferenceOf(session["subscription"]);
        var evidence = EvidenceOf(stripeEvent, session);
        return stripeEvent.Accept(new PaymentLink
        {
            Reference = reference,
            Aliases = References(stripeEvent, session["payment_intent"], session["invoice"]),
            SubscriptionReference = subscription,
            Evidence = evidence,
            Email = EmailOf(session),

            // A session's metadata travels no further, so renewals after a trial find it here or nowhere.
            SubscriptionEvidence = subscription is null ? PaymentEvidence.None : evidence with { IsBorrowed = true },
        });
    }

    private WebhookReading ReadSale(StripeEvent stripeEvent, WebhookJson session, string reference, bool isFree)
    {
        // A free session has no intent, and is told by nothing else; no other session is ever the key of a sale.
        var source = stripeEvent.ReferenceOf(session["payment_intent"]) ?? (isFree ? reference : null);
        if (source is null)
        {
            return WebhookReading.Quarantined("no-payment-intent", stripeEvent.Message);
        }

        // Until March 2025 a session in the buyer's own currency had the merchant's amounts here; since then `currency`
        // is the merchant's, and `presentment_details` tells the buyer's.
        var converted = session["presentment_details"].IsObject ? default : session["currency_conversion"];
        var currency = session["currency"];
        if (StripeAmounts.In(currency) is not { } amounts
            || StripeAmounts.In(converted.IsObject ? converted["source_currency"] : currency) is not { } booked)
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, stripeEvent.Message);
        }

        var (commissionBase, gross) = isFree ? (0, 0) : ReadAmounts(session, amounts, converted, booked);
        var fee = FeeReader.Of(session, booked);
        if (!amounts.AreCredible || !booked.AreCredible)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, stripeEvent.Message);
        }

        return stripeEvent.Accept(LineReader.WithItemsOf(new Payment
        {
            Source = source,
            Provider = StripeWebhook.Name,
            Amount = booked.MoneyOf(commissionBase),
            Gross = booked.MoneyOf(gross),
            Fee = fee,
            Charged = converted.IsObject && !isFree && currency.Text != converted["source_currency"].Text ? amounts.MoneyOf(amounts.Read(session["amount_total"])) : null,
            Kind = SaleKind.OneTime,
            OccurredAt = stripeEvent.CreatedAt,
            Aliases = source == reference ? [] : [reference],
            Evidence = EvidenceOf(stripeEvent, session),
            Email = EmailOf(session),
        }, session)) with
        { Lacks = FeeReader.LackOf(session, options, gross) };
    }

    private (long Base, long Gross) ReadAmounts(
        WebhookJson session, StripeAmounts amounts, WebhookJson converted, StripeAmounts booked)
    {
        var total = amounts.Read(session["amount_total"], least: 0);
        var tax = amounts.ReadIfAny(session["total_details"]["amount_tax"], least: 0) ?? 0;
        var shipping = options.IncludeShipping
            ? 0
            : amounts.ReadIfAny(session["shipping_cost"]["amount_subtotal"], least: 0)
                ?? amounts.ReadIfAny(session["total_details"]["amount_shipping"], least: 0) ?? 0;
        var commissionBase = Math.Max(total - tax - shipping, 0);

        if (!converted.IsObject)
        {
            return (commissionBase, total);
        }

        // The converted total includes tax, so the base is converted in proportion.
        var gross = booked.Read(converted["amount_total"], least: 0);
        return (total == 0 ? 0 : MinorUnits.MulDiv(gross, commissionBase, total), gross);
    }

    /// <summary>Whether the session is the whole purchase: mode <c>payment</c> and no invoice, now or later.</summary>
    private static bool IsOnItsOwn(WebhookJson session) =>
        session["mode"].Text == "payment" && session["invoice"].IsNothing
        && session["invoice_creation"]["enabled"].Flag != true;

    private PaymentEvidence EvidenceOf(StripeEvent stripeEvent, WebhookJson session) =>
        StripeEvidence.Of(stripeEvent, session)
            .Or(StripeEvidence.OfClientReference(session["client_reference_id"].Text, options));

    private static string? EmailOf(WebhookJson session) =>
        session["customer_details"]["email"].Text ?? session["customer_email"].Text;

    private static IReadOnlyList<string> References(StripeEvent stripeEvent, params IEnumerable<WebhookJson> values) =>
        [.. values.Select(stripeEvent.ReferenceOf).OfType<string>()];
}
