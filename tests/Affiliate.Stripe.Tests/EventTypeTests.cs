using System.Text;
using System.Text.Json;

namespace Affiliate.Stripe.Tests;

/// <summary>Every type of event with little, nothing or too much in it has an answer with a name (T21, payment-providers §8).</summary>
public class EventTypeTests
{
    private static readonly string[] Members =
    [
        "id", "status", "currency", "amount", "amount_paid", "amount_refunded", "amount_total", "total", "total_taxes", "total_tax_amounts",
        "tax", "customer", "customer_account", "subscription", "invoice", "payment_intent", "charge", "latest_charge", "charges", "lines",
        "line_items", "discounts", "discount", "metadata", "parent", "payments", "payment", "refunds", "refund", "type", "mode",
        "payment_status", "client_reference_id", "total_details", "shipping_cost", "currency_conversion", "presentment_details",
        "out_of_band_amount", "balance_transactions", "coupon", "source", "promotion", "promotion_code", "code", "active", "valid", "deleted",
        "actionable", "billing_reason", "status_transitions", "customer_email", "customer_details", "receipt_email", "amount_details", "email",
        "subscription_details", "paid", "amount_received",
    ];

    private static readonly string[] Odd = ["null", "{}", "[]", "0", "-1", "1.5", "\"\"", "\"x\"", "true", "[null,null]", "{\"data\":[null]}"];

    public static IEnumerable<object[]> Types => StripeWebhook.ReadersOf(new StripeOptions())
        .Select(reader => new object[] { reader.Key, reader.Value.Object });

    [Theory, MemberData(nameof(Types))]
    public void Every_type_with_nothing_or_nonsense_in_it_has_an_answer(string type, string subject)
    {
        AssertAnswered(type, subject, "{}");
        AssertAnswered(type, subject, $$"""{"object":"{{subject}}"}""");
        AssertAnswered(type, subject, $$"""{"object":"{{subject}}","id":"x_1"}""");
        foreach (var odd in Odd)
        {
            AssertAnswered(type, subject, Object(subject, _ => odd, Members));
            foreach (var member in Members)
            {
                // Everything else is as it could be.
                AssertAnswered(type, subject, Object(subject, name => name == member ? odd : Likely(name), Members));
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Every_type_with_very_much_in_it_has_an_answer(string type, string subject)
    {
        var items = string.Join(',', Enumerable.Range(0, 3_000).Select(
            i => $$$"""{"id":"x_{{{i}}}","object":"refund","amount":1,"currency":"usd","status":"succeeded","coupon":"c{{{i}}}","discounts":[{"promotion_code":"p{{{i}}}"}]}"""));
        var text = JsonSerializer.Serialize(new string('x', 10_000));
        string Much(string name) => name switch
        {
            "lines" or "line_items" or "refunds" or "payments" or "charges" => $$"""{"has_more":false,"data":[{{items}}]}""",
            "discounts" or "total_taxes" or "balance_transactions" => $"[{items}]",
            "code" or "client_reference_id" or "email" or "customer_email" => text,
            "metadata" => $$"""{"affiliate_click":{{text}},"affiliate_customer":{{text}},"affiliate_program":{{text}},"affiliate_partner":{{text}}}""",
            _ => Likely(name),
        };

        AssertAnswered(type, subject, Object(subject, Much, Members));
    }

    private static string Object(string subject, Func<string, string> valueOf, IEnumerable<string> members) =>
        $$"""{"object":"{{subject}}",{{string.Join(',', members.Select(name => $"\"{name}\":{valueOf(name)}"))}}}""";

    private static string Likely(string name) => name switch
    {
        "id" => "\"x_1\"",
        "status" => "\"paid\"",
        "currency" => "\"usd\"",
        "mode" => "\"payment\"",
        "payment_status" => "\"paid\"",
        "payment_intent" => "\"pi_1\"",
        "charge" => "\"ch_1\"",
        "amount" or "amount_paid" or "amount_total" or "total" or "amount_refunded" or "amount_received" or "out_of_band_amount" => "9900",
        _ => "null",
    };

    private static void AssertAnswered(string type, string subject, string json)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"id":"evt_1","object":"event","type":"{{{type}}}","created":1773480420,"livemode":true,"data":{"object":{{{json}}} }}""");
        foreach (var strict in new[] { false, true })
        {
            var reading = Deliveries.Deliver(body, options =>
                (options.TrackPaymentIntents, options.RequireCollectedPayment, options.ReverseDisputesAtOnce, options.ClientReferenceIsPartner)
                    = (strict, strict, strict, strict));

            Assert.True(
                reading.Verdict == WebhookVerdict.Accepted ? reading.Facts.Count > 0 : reading.Reason is { Length: > 0 },
                $"{type} of {subject}: {reading.Verdict} {reading.Reason} {json[..Math.Min(json.Length, 500)]}");
            Assert.All(reading.Facts.OfType<Payment>(), payment => Assert.InRange(payment.Lines.Count, 0, SaleLines.MaxCount));
        }
    }
}
