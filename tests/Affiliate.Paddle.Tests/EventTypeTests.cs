using System.Text;
using System.Text.Json;

namespace Affiliate.Paddle.Tests;

/// <summary>Every type of notification with little, nothing or too much in it has an answer with a name (T21, payment-providers §8).</summary>
public class EventTypeTests
{
    private static readonly string[] Members =
    [
        "status", "action", "type", "currency_code", "transaction_id", "customer_id", "subscription_id", "discount_id", "discount", "items",
        "details", "totals", "payout_totals", "custom_data", "origin", "email", "code", "collection_mode",
    ];

    private static readonly string[] Odd = ["null", "{}", "[]", "0", "-1", "1.5", "\"\"", "\"x\"", "true", "[null,null]", "{\"totals\":{}}"];

    internal static readonly string[] Names =
    [
        "transaction.completed", "transaction.paid", "transaction.billed", "transaction.canceled", "transaction.created", "transaction.ready",
        "transaction.updated", "transaction.past_due", "transaction.payment_failed", "transaction.revised", "transaction.unheard_of",
        "adjustment.created", "adjustment.updated", "subscription.created", "subscription.activated", "subscription.trialing",
        "subscription.updated", "subscription.past_due", "subscription.paused", "subscription.resumed", "subscription.canceled",
        "subscription.imported", "customer.created", "customer.updated", "customer.imported", "discount.created", "discount.updated",
        "discount.imported", "discount_group.created", "payout.created", "payout.paid", "product.updated", "price.created", "address.created",
        "business.updated", "report.created", "api_key.created", "api_key_exposure.created", "client_token.created", "payment_method.deleted",
    ];

    public static TheoryData<string> Types => [.. Names];

    [Theory, MemberData(nameof(Types))]
    public void Every_type_with_nothing_or_nonsense_in_it_has_an_answer(string type)
    {
        AssertAnswered(type, "{}");
        AssertAnswered(type, """{"id":"x_1"}""");
        foreach (var odd in Odd)
        {
            AssertAnswered(type, Data(_ => odd));
            foreach (var member in Members)
            {
                AssertAnswered(type, Data(name => name == member ? odd : Likely(name)));
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Every_type_with_very_much_in_it_has_an_answer(string type)
    {
        var items = string.Join(',', Enumerable.Range(0, 3_000).Select(
            i => $$$"""{"price":{"billing_cycle":{}},"product":{"id":"p{{{i}}}"},"quantity":1,"totals":{"subtotal":"3","discount":"0"}}"""));
        var text = JsonSerializer.Serialize(new string('x', 10_000));
        AssertAnswered(type, Data(name => name switch
        {
            "items" => $"[{items}]",
            "details" => $$$"""{"totals":{{{Likely("totals")}}},"line_items":[{{{items}}}]}""",
            "custom_data" => $$"""{"affiliate_click":{{text}},"affiliate_customer":{{text}},"affiliate_program":{{text}}}""",
            "email" or "code" => text,
            _ => Likely(name),
        }));
    }

    private static string Data(Func<string, string> valueOf) =>
        $$"""{"id":"x_1",{{string.Join(',', Members.Select(name => $"\"{name}\":{valueOf(name)}"))}}}""";

    private static string Likely(string name) => name switch
    {
        "status" => "\"approved\"",
        "action" => "\"refund\"",
        "type" => "\"partial\"",
        "currency_code" => "\"USD\"",
        "transaction_id" => "\"txn_1\"",
        "totals" or "payout_totals" => """{"subtotal":"9900","tax":"0","total":"9900","grand_total":"9900","earnings":"9000","currency_code":"USD"}""",
        "details" => $$"""{"totals":{{Likely("totals")}} }""",
        _ => "null",
    };

    private static void AssertAnswered(string type, string json)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"event_id":"evt_1","event_type":"{{type}}","occurred_at":"2026-03-14T09:26:53.123456789Z","notification_id":"ntf_1","data":{{json}} }""");
        foreach (var isEarly in new[] { false, true })
        {
            var reading = Deliveries.Deliver(body, options => options.CountOn = isEarly ? PaddleSaleEvent.Paid : PaddleSaleEvent.Completed);

            Assert.True(
                reading.Verdict == WebhookVerdict.Accepted ? reading.Facts.Count > 0 : reading.Reason is { Length: > 0 },
                $"{type}: {reading.Verdict} {reading.Reason} {json[..Math.Min(json.Length, 500)]}");
            Assert.All(reading.Facts.OfType<Payment>(), payment => Assert.InRange(payment.Lines.Count, 0, SaleLines.MaxCount));
        }
    }
}
