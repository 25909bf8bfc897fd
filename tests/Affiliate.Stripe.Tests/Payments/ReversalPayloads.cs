namespace Affiliate.Stripe.Tests;

/// <summary>Writes the bodies of events about money that goes back, and about what belongs together.</summary>
internal static class ReversalPayloads
{
    /// <summary>One of each.</summary>
    public static byte[][] All { get; } =
    [
        Refund("refund.created", 1, "pending", 100),
        Dispute("charge.dispute.created", 1, "lost", 100),
        Refunded(1, 100, (100, "succeeded")),
        CreditNote("credit_note.created", 1, "issued", 100),
        InvoicePayment(),
        Subscription("customer.subscription.created", 1, PaymentMetadata.For("user-7")),
        Of("charge.succeeded", 1, new { id = "ch_#", @object = "charge", payment_intent = "pi_#", invoice = "in_#" }),
        Of("payment_intent.succeeded", 1, new { id = "pi_#", @object = "payment_intent", latest_charge = "ch_#" }),
    ];

    /// <summary>A refund's event, some seconds after the payment.</summary>
    public static byte[] Refund(string type, int second, string? status, long amount, string id = "re_#") =>
        Of(type, second, RefundObject(status, amount, id), id);

    public static byte[] Dispute(string type, int second, string status, long amount) => Of(type, second, new
    {
        id = "dp_#",
        @object = "dispute",
        amount,
        currency = "usd",
        charge = "ch_#",
        payment_intent = "pi_#",
        status,
    });

    /// <summary>A charge with refunds; listed as old API versions do, when there are any.</summary>
    public static byte[] Refunded(int second, long total, params (long Amount, string Status)[] listed) =>
        Of("charge.refunded", second, new
        {
            id = "ch_#",
            @object = "charge",
            amount = 9_900,
            amount_refunded = total,
            currency = "usd",
            payment_intent = "pi_#",
            refunds = listed.Length == 0 ? null : new
            {
                data = listed.Select((refund, i) => RefundObject(refund.Status, refund.Amount, $"re_#_{i}")).ToArray(),
            },
        });

    public static byte[] CreditNote(string type, int second, string status, long? outOfBand, string kind = "post_payment") =>
        Of(type, second, new
        {
            id = "cn_#",
            @object = "credit_note",
            amount = 2_000,
            currency = "usd",
            invoice = "in_#",
            out_of_band_amount = outOfBand,
            status,
            type = kind,
        });

    public static byte[] InvoicePayment() => Of("invoice_payment.paid", 0, new
    {
        id = "inpay_#",
        @object = "invoice_payment",
        invoice = "in_#",
        payment = new { type = "payment_intent", payment_intent = "pi_#" },
    });

    public static byte[] Subscription(string type, int second, Dictionary<string, string> metadata) =>
        Of(type, second, new { id = "sub_#", @object = "subscription", customer = "cus_#", metadata });

    public static byte[] Of(string type, int second, object subject, string id = "") => StripePayloads.Event(
        type,
        FormattableString.Invariant($"evt_#_{type}_{id}_{second}"),
        Sample.Now.AddSeconds(second),
        isLive: true,
        account: null,
        subject);

    private static object RefundObject(string? status, long amount, string id) => new
    {
        id,
        @object = "refund",
        amount,
        currency = "usd",
        charge = "ch_#",
        payment_intent = "pi_#",
        status,
    };
}
