namespace Affiliate.Stripe;

/// <summary>The names of one payment that an object carries, the one that outlives the others first.</summary>
internal static class PaymentNames
{
    /// <summary>
    /// The payment intent, the charge and the invoice of an object. Since March 2025 only invoices and their payments
    /// name invoices; a charge without intent comes from before 2018, or from hosts that make charges themselves.
    /// </summary>
    public static IReadOnlyList<string> Of(StripeEvent stripeEvent, WebhookJson value) => Of(
        stripeEvent,
        value["payment_intent"],
        value["object"].Text == "charge" ? value["id"] : value["charge"],
        value["invoice"]);

    /// <summary>The names of the payment alone: an invoice may be paid by several.</summary>
    public static IReadOnlyList<string> WithoutInvoice(StripeEvent stripeEvent, IReadOnlyList<string> names) =>
        [.. names.Where(name => name != stripeEvent.ReferenceOf(stripeEvent.Object["invoice"]))];

    /// <summary>Those of the values that name something.</summary>
    public static IReadOnlyList<string> Of(StripeEvent stripeEvent, params IEnumerable<WebhookJson> values) =>
        [.. values.Select(stripeEvent.ReferenceOf).OfType<string>().Distinct()];
}
