using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Samples;

/// <summary>Makes and signs what Stripe would send.</summary>
internal static class StripeMessage
{
    public const string Secret = "whsec_sample";

    /// <summary>A paid invoice in today's shape, for a user of the sample.</summary>
    public static byte[] InvoicePaid(string eventId, string invoiceId, string userId, long net, long tax = 0) =>
        Event(eventId, "invoice.paid", Invoice(invoiceId, userId, net, tax));

    /// <summary>A charge of a user's card.</summary>
    public static byte[] Charge(string eventId, string intentId, string userId, string fingerprint) => Event(eventId, "charge.succeeded", new JsonObject
    {
        ["id"] = "ch_" + intentId,
        ["object"] = "charge",
        ["status"] = "succeeded",
        ["payment_intent"] = intentId,
        ["customer"] = "cus_" + userId,
        ["payment_method_details"] = new JsonObject
        {
            ["type"] = "card",
            ["card"] = new JsonObject { ["brand"] = "visa", ["fingerprint"] = fingerprint, ["last4"] = "4242" },
        },
    });

    /// <summary>Which payment paid an invoice.</summary>
    public static byte[] InvoicePayment(string eventId, string invoiceId, string intentId) => Event(eventId, "invoice_payment.paid", new JsonObject
    {
        ["id"] = "inpay_" + intentId,
        ["object"] = "invoice_payment",
        ["invoice"] = invoiceId,
        ["status"] = "paid",
        ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = intentId },
    });

    /// <summary>The value of <c>Stripe-Signature</c>.</summary>
    public static string Sign(byte[] body, DateTimeOffset? at = null, string secret = Secret)
    {
        var time = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={time},v1={Convert.ToHexStringLower(signature)}";
    }

    private static byte[] Event(string id, string type, JsonObject subject) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = "2026-10-28.endive",
            ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = null,
            ["type"] = type,
            ["data"] = new JsonObject { ["object"] = subject },
        }.ToJsonString());

    private static JsonObject Invoice(string id, string userId, long net, long tax) => new()
    {
        ["id"] = id,
        ["object"] = "invoice",
        ["status"] = "paid",
        ["currency"] = "usd",
        ["customer"] = "cus_" + userId,
        ["billing_reason"] = "subscription_create",
        ["total"] = net + tax,
        ["amount_paid"] = net + tax,
        ["total_excluding_tax"] = net,
        ["total_taxes"] = tax == 0 ? new JsonArray() : new JsonArray(new JsonObject { ["amount"] = tax }),
        ["metadata"] = new JsonObject(),
        ["parent"] = new JsonObject
        {
            ["type"] = "subscription_details",
            ["subscription_details"] = new JsonObject
            {
                ["subscription"] = "sub_" + userId,
                ["metadata"] = new JsonObject { ["affiliate_customer"] = userId },
            },
        },
        ["lines"] = new JsonObject { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray() },
    };
}
