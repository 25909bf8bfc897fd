using System.Text;

namespace Affiliate.Paddle.Tests;

/// <summary>
/// Notifications as Paddle Billing wrote them from 2023 to 2026, in corners that the stories leave out: each ends in a stated result. The
/// shapes follow Paddle's reference and changelog; the fields that are read are in the table of <c>docs/paddle.md</c>.
/// </summary>
public class PaddleShapeTests
{
    private static readonly (string Name, string Type, string Data, string Ends)[] Cases =
    [
        ("2023 completed, no grand_total_tax, no custom data", "transaction.completed", """{"id":"txn_1","status":"completed","customer_id":"ctm_1","address_id":"add_1","business_id":null,"custom_data":null,"currency_code":"USD","origin":"web","subscription_id":"sub_1","invoice_id":"inv_1","invoice_number":"325-10566","collection_mode":"automatic","discount_id":null,"billing_details":null,"billing_period":{"starts_at":"2023-08-21T10:38:38Z","ends_at":"2023-09-21T10:38:38Z"},"items":[{"price":{"id":"pri_1","billing_cycle":{"interval":"month","frequency":1}},"quantity":10}],"details":{"tax_rates_used":[{"tax_rate":"0.08875"}],"totals":{"subtotal":"59900","tax":"5315","discount":"0","total":"65215","grand_total":"65215","fee":"3311","credit":"0","credit_to_balance":"0","balance":"0","earnings":"56589","currency_code":"USD"},"line_items":[{"id":"txnitm_1","price_id":"pri_1","quantity":10,"totals":{"subtotal":"59900","tax":"5315","discount":"0","total":"65215"},"product":{"id":"pro_1"},"unit_totals":{"subtotal":"5990","tax":"531","discount":"0","total":"6521"}}]},"payments":[{"amount":"65215","status":"captured","captured_at":"2023-08-21T10:38:40.5Z"},{"amount":"65215","status":"error"}]}""",
            "txn_1 599.00 USD 652.15 USD fee 33.11 USD SubscriptionFirst sub_1 ctm_1"),
        ("2026 completed with grand_total_tax, credit and a discount object", "transaction.completed", """{"id":"txn_1","status":"completed","customer_id":"ctm_1","currency_code":"GBP","origin":"subscription_recurring","subscription_id":"sub_1","discount":{"id":"dsc_1","effective_from":"recurring"},"details":{"totals":{"subtotal":"792","tax":"158","discount":"0","total":"950","grand_total":"475","grand_total_tax":"79","fee":"45","credit":"475","credit_to_balance":"0","balance":"0","earnings":"351","currency_code":"GBP"},"line_items":[{"price_id":"pri_1","quantity":1,"totals":{"subtotal":"792","discount":"0","tax":"158","total":"950"},"product":{"id":"pro_1"}}]}}""",
            "txn_1 3.96 GBP 4.75 GBP fee 0.45 GBP Renewal sub_1 ctm_1 dsc_1"),
        ("prices with tax in them: the totals say what is tax", "transaction.completed", """{"id":"txn_1","currency_code":"EUR","origin":"web","subscription_id":null,"customer_id":"ctm_1","items":[{"price":{"tax_mode":"internal","unit_price":{"amount":"11900","currency_code":"EUR"},"billing_cycle":null},"quantity":1}],"details":{"totals":{"subtotal":"10000","discount":"0","tax":"1900","total":"11900","grand_total":"11900","credit":"0","currency_code":"EUR"},"line_items":[{"price_id":"pri_1","quantity":1,"tax_rate":"0.19","totals":{"subtotal":"10000","discount":"0","tax":"1900","total":"11900"},"product":{"id":"pro_1","tax_category":"standard"}}]}}""",
            "txn_1 100.00 EUR 119.00 EUR OneTime ctm_1"),
        ("yen have no decimals", "transaction.completed", """{"id":"txn_1","currency_code":"JPY","origin":"web","details":{"totals":{"subtotal":"1000","discount":"0","tax":"100","total":"1100","grand_total":"1100","grand_total_tax":"100","fee":"105","earnings":"895","currency_code":"JPY"}}}""",
            "txn_1 1000 JPY 1100 JPY fee 105 JPY OneTime"),
        ("won have no decimals", "transaction.completed", """{"id":"txn_1","currency_code":"KRW","origin":"api","details":{"totals":{"tax":"0","total":"9900","grand_total":"9900","currency_code":"KRW"}}}""",
            "txn_1 9900 KRW 9900 KRW OneTime"),
        ("an upgrade whose proration lowers it", "transaction.completed", """{"id":"txn_1","currency_code":"USD","origin":"subscription_update","subscription_id":"sub_1","details":{"totals":{"subtotal":"4200","discount":"0","tax":"0","total":"4200","grand_total":"4200","grand_total_tax":"0","currency_code":"USD"},"line_items":[{"price_id":"pri_2","quantity":1,"proration":{"rate":"0.7","billing_period":{"starts_at":"2026-03-01T00:00:00Z","ends_at":"2026-04-01T00:00:00Z"}},"totals":{"subtotal":"7000","discount":"0"},"product":{"id":"pro_2"}},{"price_id":"pri_1","quantity":-1,"proration":{"rate":"0.7"},"totals":{"subtotal":"-2800","discount":"0"},"product":{"id":"pro_1"}}]}}""",
            "txn_1 42.00 USD 42.00 USD Upgrade sub_1"),
        ("a downgrade that comes to less than nothing becomes credit", "transaction.completed", """{"id":"txn_1","currency_code":"USD","origin":"subscription_update","subscription_id":"sub_1","details":{"totals":{"subtotal":"-2800","discount":"0","tax":"0","total":"-2800","grand_total":"0","grand_total_tax":"0","credit":"0","credit_to_balance":"2800","currency_code":"USD"}}}""",
            "txn_1 0.00 USD 0.00 USD Upgrade sub_1"),
        ("a trial", "transaction.completed", """{"id":"txn_1","currency_code":"USD","origin":"web","subscription_id":"sub_1","details":{"totals":{"subtotal":"0","tax":"0","total":"0","grand_total":"0","fee":null,"earnings":null,"currency_code":"USD"},"payout_totals":null,"line_items":[]}}""",
            "txn_1 0.00 USD 0.00 USD SubscriptionFirst sub_1"),
        ("a card changed", "transaction.completed", """{"id":"txn_1","currency_code":"USD","origin":"subscription_payment_method_change","subscription_id":"sub_1","details":{"totals":{"total":"0","tax":"0","grand_total":"0","currency_code":"USD"}}}""",
            "Ignored payment-method-change"),
        ("an amount as a number", "transaction.completed", """{"id":"txn_1","currency_code":"USD","details":{"totals":{"tax":"0","total":"100","grand_total":100,"currency_code":"USD"}}}""",
            "Quarantined bad-amount"),
        ("an amount in major units", "transaction.completed", """{"id":"txn_1","currency_code":"USD","details":{"totals":{"tax":"0","total":"100.00","grand_total":"100.00","currency_code":"USD"}}}""",
            "Quarantined bad-amount"),
        ("paid: subscription and fee not known yet", "transaction.paid", """{"id":"txn_1","status":"paid","customer_id":"ctm_1","subscription_id":null,"custom_data":{"affiliate_customer":"user-7","plan":{"seats":3}},"details":{"totals":{"total":"9900","grand_total":"9900","fee":null,"earnings":null}}}""",
            "link txn_1 ctm_1 user-7"),
        ("billed: an invoice, no money", "transaction.billed", """{"id":"txn_1","status":"billed","collection_mode":"manual","billing_details":{"payment_terms":{"interval":"day","frequency":14}},"customer_id":"ctm_1","subscription_id":"sub_1","details":{"totals":{"balance":"9900","total":"9900","grand_total":"9900","currency_code":"USD"}}}""",
            "link txn_1 sub_1 ctm_1"),
        ("updated: another discount", "transaction.updated", """{"id":"txn_1","status":"ready","discount_id":"dsc_2","customer_id":null}""",
            "link txn_1 dsc_2"),
        ("revised: the tax was wrong", "transaction.revised", """{"id":"txn_1","currency_code":"EUR","revised_at":"2026-03-20T10:00:00Z","customer_id":"ctm_1","details":{"totals":{"subtotal":"9500","tax":"1805","total":"11305","grand_total":"11305","grand_total_tax":"1805","currency_code":"EUR"}}}""",
            "txn_1:revised txn_1 Correction Effective base 95.00 EUR ctm_1"),
        ("canceled", "transaction.canceled", """{"id":"txn_1","status":"canceled"}""",
            "alert transaction_canceled"),
        ("refund of 2023: no type, waits", "adjustment.created", """{"id":"adj_1","action":"refund","transaction_id":"txn_1","subscription_id":"sub_1","customer_id":"ctm_1","reason":"error","credit_applied_to_balance":null,"currency_code":"USD","status":"pending_approval","items":[{"item_id":"txnitm_1","type":"partial","amount":"1089","proration":null,"totals":{"subtotal":"1000","tax":"89","total":"1089"}}],"totals":{"subtotal":"1000","tax":"89","total":"1089","fee":"0","earnings":"1000","currency_code":"USD"},"payout_totals":null}""",
            "adj_1 txn_1 Refund Held 10.89 USD base 10.00 USD ctm_1"),
        ("refund approved at once, several lines, tax by rate", "adjustment.created", """{"id":"adj_1","action":"refund","type":"partial","transaction_id":"txn_1","status":"approved","items":[{"item_id":"txnitm_1","type":"full","amount":"1089","totals":{"subtotal":"1000","tax":"89","total":"1089"}},{"item_id":"txnitm_2","type":"partial","amount":"500","totals":{"subtotal":"459","tax":"41","total":"500"}}],"tax_rates_used":[{"tax_rate":"0.089","totals":{"subtotal":"1459","tax":"130","total":"1589"}}],"totals":{"subtotal":"1459","tax":"130","total":"1589","fee":"79","retained_fee":"10","earnings":"1380","currency_code":"USD"}}""",
            "adj_1 txn_1 Refund Effective 15.89 USD base 14.59 USD"),
        ("refund with the tax in its amount", "adjustment.updated", """{"id":"adj_1","action":"refund","type":"partial","tax_mode":"internal","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"5000","tax":"950","total":"5950","currency_code":"EUR"}}""",
            "adj_1 txn_1 Refund Effective 59.50 EUR base 50.00 EUR"),
        ("refund of the tax alone", "adjustment.updated", """{"id":"adj_1","action":"refund","type":"partial","transaction_id":"txn_1","status":"approved","items":[{"type":"tax","totals":{"subtotal":"0","tax":"1900","total":"1900"}}],"totals":{"subtotal":"0","tax":"1900","total":"1900","currency_code":"EUR"}}""",
            "adj_1 txn_1 Refund Effective 19.00 EUR base 0.00 EUR"),
        ("full refund of 2024 without items", "adjustment.created", """{"id":"adj_1","action":"refund","type":"full","transaction_id":"txn_1","status":"approved","items":[],"totals":{"subtotal":"9900","tax":"0","total":"9900","currency_code":"USD"}}""",
            "adj_1 txn_1 Refund Effective all"),
        ("refund in yen", "adjustment.updated", """{"id":"adj_1","action":"refund","type":"partial","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"500","tax":"50","total":"550","currency_code":"JPY"}}""",
            "adj_1 txn_1 Refund Effective 550 JPY base 500 JPY"),
        ("refund rejected", "adjustment.updated", """{"id":"adj_1","action":"refund","type":"partial","transaction_id":"txn_1","status":"rejected","totals":{"subtotal":"500","total":"500","currency_code":"USD"}}""",
            "adj_1 txn_1 Refund Released 5.00 USD base 5.00 USD"),
        ("chargeback", "adjustment.created", """{"id":"adj_1","action":"chargeback","type":"full","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"9900","tax":"0","total":"9900","fee":"0","earnings":"9900","currency_code":"USD"},"payout_totals":{"chargeback_fee":{"amount":"1500","original":null},"currency_code":"USD"}}""",
            "adj_1 txn_1 Dispute Effective 99.00 USD base 99.00 USD"),
        ("chargeback given again, by its status", "adjustment.updated", """{"id":"adj_1","action":"chargeback","type":"full","transaction_id":"txn_1","status":"reversed","totals":{"subtotal":"9900","total":"9900","currency_code":"USD"}}""",
            "adj_1 txn_1 Dispute Effective 99.00 USD base 99.00 USD; adj_1:reversed txn_1 DisputeLapsed Effective 99.00 USD base 99.00 USD after 24 h"),
        ("chargeback given again, by an adjustment with a minus", "adjustment.created", """{"id":"adj_2","action":"chargeback_reverse","type":"full","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"-9900","total":"-9900","currency_code":"USD"}}""",
            "adj_2 txn_1 DisputeReturned Effective 99.00 USD base 99.00 USD"),
        ("chargeback warning", "adjustment.created", """{"id":"adj_1","action":"chargeback_warning","type":"full","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"9900","total":"9900","currency_code":"USD"}}""",
            "adj_1 txn_1 Dispute Held 99.00 USD base 99.00 USD"),
        ("chargeback warning over", "adjustment.created", """{"id":"adj_2","action":"chargeback_warning_reverse","type":"full","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"9900","total":"9900","currency_code":"USD"}}""",
            "adj_2 txn_1 DisputeReturned Held 99.00 USD base 99.00 USD"),
        ("credit", "adjustment.created", """{"id":"adj_1","action":"credit","type":"partial","transaction_id":"txn_1","status":"approved","credit_applied_to_balance":true,"totals":{"subtotal":"500","total":"500","currency_code":"USD"}}""",
            "Ignored credit"),
        ("credit taken back", "adjustment.created", """{"id":"adj_1","action":"credit_reverse","transaction_id":"txn_1","status":"approved","totals":{"subtotal":"-500","total":"-500","currency_code":"USD"}}""",
            "Ignored credit"),
        ("subscription created", "subscription.created", """{"id":"sub_1","status":"trialing","transaction_id":"txn_1","customer_id":"ctm_1","custom_data":{"affiliate_customer":"user-7"},"discount":{"id":"dsc_1","starts_at":"2026-03-14T09:26:53.123456Z","ends_at":null},"items":[{"status":"trialing","trial_dates":{"starts_at":"2026-03-14T09:26:53.123456Z"}}]}""",
            "link txn_1 sub_1 ctm_1 user-7 dsc_1"),
        ("subscription imported", "subscription.imported", """{"id":"sub_1","status":"active","customer_id":"ctm_1","custom_data":null,"import_meta":{"external_id":"9b95b0b8","imported_from":"paddle_classic"}}""",
            "link - sub_1 ctm_1"),
        ("subscription canceled", "subscription.canceled", """{"id":"sub_1","status":"canceled","customer_id":"ctm_1","canceled_at":"2026-03-14T09:26:53.123Z"}""",
            "alert subscription_canceled sub_1 ctm_1"),
        ("customer", "customer.updated", """{"id":"ctm_1","name":"ÀÉ 测试","email":"a@b.example","marketing_consent":false,"status":"active","custom_data":{"affiliate_customer":"user-7"},"locale":"en"}""",
            "link - ctm_1 user-7"),
        ("customer imported", "customer.imported", """{"id":"ctm_1","email":"a@b.example","status":"active","import_meta":{"external_id":null,"imported_from":"paddle_classic"}}""",
            "link - ctm_1"),
        ("discount with a partner", "discount.created", """{"id":"dsc_1","status":"active","description":"x","enabled_for_checkout":true,"code":"BLACKFRIDAY20","type":"percentage","amount":"20","currency_code":null,"recur":true,"usage_limit":null,"times_used":0,"custom_data":{"affiliate_partner":"Alpha"}}""",
            "coupon dsc_1 BLACKFRIDAY20 alpha active"),
        ("discount without code", "discount.updated", """{"id":"dsc_1","status":"expired","code":null,"custom_data":null}""",
            "coupon dsc_1 - - gone"),
    ];

    [Fact]
    public void Every_shape_ends_in_its_result() => Assert.Equal(
        Cases.Select(one => $"{one.Name}: {one.Ends}"), Cases.Select(one => $"{one.Name}: {Result(Body(one.Type, one.Data))}"));

    /// <summary>Paddle writes times with three to nine digits, or none, and with any offset; the milliseconds count.</summary>
    [Theory]
    [InlineData("2026-03-14T09:26:53Z", 0)]
    [InlineData("2026-03-14T09:26:53.1Z", 100)]
    [InlineData("2026-03-14T09:26:53.123Z", 123)]
    [InlineData("2026-03-14T09:26:53.123999Z", 123)]
    [InlineData("2026-03-14T09:26:53.123456789Z", 123)]
    [InlineData("2026-03-14T10:26:53.123456+01:00", 123)]
    public void Times_are_read_to_the_millisecond(string time, int milliseconds)
    {
        var payment = Assert.IsType<Payment>(Assert.Single(Deliveries.Deliver(Body(Cases[0].Type, Cases[0].Data, time)).Facts));

        Assert.Equal(new DateTimeOffset(2026, 3, 14, 9, 26, 53, milliseconds, TimeSpan.Zero), payment.OccurredAt);
    }

    /// <summary>A replay has another <c>notification_id</c>, an API listing none; the event is the same one.</summary>
    [Theory]
    [InlineData("\"ntf_1\"")]
    [InlineData("\"ntf_2\"")]
    [InlineData("null")]
    public void A_delivery_is_the_same_event_whatever_its_notification_is_called(string notification)
    {
        var body = Body(Cases[0].Type, Cases[0].Data);
        var again = Deliveries.Deliver(JsonBody.With(body, "notification_id", notification));

        Assert.Equal(Deliveries.Deliver(body).Message, again.Message);
        Assert.Equal(Cases[0].Ends, Result(again));
    }

    /// <summary>The simulator signs as the real thing does, and sends the same shapes with ids of its own.</summary>
    [Theory]
    [InlineData("event_id", "\"ntfsimevt_1\"")]
    [InlineData("notification_id", "\"ntfsimntf_1\"")]
    public void What_is_simulated_ends_nowhere_but_in_a_sandbox_that_wants_it(string member, string id)
    {
        foreach (var one in Cases)
        {
            var body = JsonBody.With(Body(one.Type, one.Data), member, id);
            var wanted = Deliveries.Deliver(body, options => (options.Mode, options.AcceptSimulations) = (PaddleMode.Sandbox, true));

            Assert.Equal("Ignored simulation", Result(body));
            Assert.Equal(one.Ends, Result(wanted));
            Assert.All(wanted.Facts, fact => Assert.True(fact.IsTest));
        }
    }

    private static byte[] Body(string type, string data, string time = "2026-03-14T09:26:53.123456Z") => Encoding.UTF8.GetBytes(
        $$"""{"event_id":"evt_1","event_type":"{{type}}","occurred_at":"{{time}}","notification_id":"ntf_1","data":{{data}}}""");

    private static string Result(byte[] body) => Result(Deliveries.Deliver(body));

    private static string Result(WebhookReading reading) =>
        (reading.Verdict == WebhookVerdict.Accepted ? string.Join("; ", reading.Facts.Select(Text)) : $"{reading.Verdict} {reading.Reason}")
            .Replace("paddle:default:", "", StringComparison.Ordinal);

    private static string Text(PaymentFact fact) => string.Join(' ', fact switch
    {
        Payment payment =>
            [payment.Source, $"{payment.Amount}", $"{payment.Gross}", .. payment.Fee is { } fee ? [$"fee {fee}"] : Array.Empty<string>(), $"{payment.Kind}", .. Names(fact)],
        Reversal reversal =>
        [
            reversal.Source, reversal.Target, $"{reversal.Kind}", $"{reversal.State}",
            .. new[] { reversal.Gross?.ToString(), reversal.Base is { } part ? $"base {part}" : null }.OfType<string>().DefaultIfEmpty("all"),
            .. reversal.CandidateDelay is var delay && delay > TimeSpan.Zero ? [$"after {delay.TotalHours:0} h"] : Array.Empty<string>(), .. Names(fact),
        ],
        PaymentLink link => ["link", link.Reference ?? "-", .. Names(fact)],
        PaymentAlert alert => ["alert", alert.Reason, .. Names(fact)],
        CouponKnown coupon => ["coupon", coupon.Reference, coupon.Code ?? "-", coupon.Partner ?? "-", coupon.IsActive ? "active" : "gone"],
        _ => new[] { fact.GetType().Name },
    });

    private static IEnumerable<string> Names(PaymentFact fact) =>
        fact.Aliases.Append(fact.SubscriptionReference).Append(fact.CustomerReference)
            .Append(fact.Evidence.CustomerKey ?? fact.SubscriptionEvidence.CustomerKey ?? fact.CustomerEvidence.CustomerKey)
            .Concat(fact.Evidence.Coupons).Concat(fact.SubscriptionEvidence.Coupons).OfType<string>();
}
