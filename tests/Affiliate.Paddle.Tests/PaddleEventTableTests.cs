namespace Affiliate.Paddle.Tests;

/// <summary><c>docs/payment-rules.md</c> has a row for every type of event, and it says what the adapter does (payment-providers §5.3).</summary>
public class PaddleEventTableTests
{
    private const string Paid = """{"id":"txn_1","details":{"totals":{"grand_total":"9900","grand_total_tax":"0","currency_code":"USD"}}}""";
    private const string Nothing = "\"id\":\"txn_1\",\"details\":{\"totals\":{\"grand_total\":\"0\",\"grand_total_tax\":\"0\",\"currency_code\":\"USD\"}}";
    private const string Other = """{"id":"x_1"}""";

    private static readonly Action<PaddleOptions> Default = _ => { };

    private static readonly string[] Statuses = ["pending_approval", "approved", "rejected", "reversed"];

    private static readonly (string Type, string When, string Data, Action<PaddleOptions> Configure)[] Cases =
    [
        ("transaction.completed", "", Paid, Default),
        ("transaction.completed", "a trial, a gift, or more credit than there is to pay", $$"""{{{Nothing}} }""", Default),
        ("transaction.completed", "of nothing, because a card was changed", $$"""{{{Nothing}},"origin":"subscription_payment_method_change"}""", Default),
        ("transaction.paid", "", Paid, Default),
        ("transaction.paid", "`CountOn` is `Paid`", Paid, options => options.CountOn = PaddleSaleEvent.Paid),
        ("transaction.paid", "`CountOn` is `Paid`, `Basis` is `Earnings`: not known yet", Paid, options => (options.CountOn, options.Basis) = (PaddleSaleEvent.Paid, PaddleBasis.Earnings)),
        ("transaction.billed", "issued, not paid", Paid, Default),
        ("transaction.created", "", Paid, Default),
        ("transaction.ready", "", Paid, Default),
        ("transaction.updated", "", Paid, Default),
        ("transaction.past_due", "", Paid, Default),
        ("transaction.payment_failed", "", Paid, Default),
        ("transaction.canceled", "", Paid, Default),
        ("transaction.revised", "takes back what the base went down by; a higher base changes nothing", Paid, Default),
        ("subscription.created", "", """{"id":"sub_1","transaction_id":"txn_1"}""", Default),
        ("subscription.activated", "", """{"id":"sub_1"}""", Default),
        ("subscription.trialing", "", """{"id":"sub_1"}""", Default),
        ("subscription.updated", "", """{"id":"sub_1"}""", Default),
        ("subscription.past_due", "", """{"id":"sub_1"}""", Default),
        ("subscription.paused", "", """{"id":"sub_1"}""", Default),
        ("subscription.resumed", "", """{"id":"sub_1"}""", Default),
        ("subscription.imported", "", """{"id":"sub_1"}""", Default),
        ("subscription.canceled", "", """{"id":"sub_1"}""", options => options.ReviewCanceledSubscriptions = false),
        ("subscription.canceled", "`ReviewCanceledSubscriptions`", """{"id":"sub_1"}""", options => options.ReviewCanceledSubscriptions = true),
        ("customer.created", "", """{"id":"ctm_1"}""", Default),
        ("customer.updated", "", """{"id":"ctm_1"}""", Default),
        ("customer.imported", "", """{"id":"ctm_1"}""", Default),
        ("discount.created", "", """{"id":"dsc_1","code":"SPRING","status":"active"}""", Default),
        ("discount.updated", "`archived`, `expired`, `used`", """{"id":"dsc_1","code":"SPRING","status":"archived"}""", Default),
        ("discount.imported", "", """{"id":"dsc_1","code":"SPRING","status":"active"}""", Default),
        .. new[] { "refund", "chargeback", "chargeback_reverse", "chargeback_warning", "chargeback_warning_reverse" }.SelectMany(action =>
            Statuses.Select(status => ("adjustment.created", $"`{action}`, `{status}`", Adjusted(action, status), Default))),
        ("adjustment.created", "`credit`, `credit_reverse`: lowers what is due later, and shows there", Adjusted("credit", "approved"), Default),
        ("adjustment.created", "an action of the future", Adjusted("unheard_of", "approved"), Default),
        ("adjustment.created", "a status of the future", Adjusted("refund", "unheard_of"), Default),
        ("adjustment.updated", "as `adjustment.created`", Adjusted("refund", "approved"), Default),
        ("payout.created", "also `payout.paid`", Other, Default),
        ("product.created", "also `.updated`, `.imported`", Other, Default),
        ("price.created", "also `.updated`, `.imported`", Other, Default),
        ("address.created", "also `.updated`, `.imported`", Other, Default),
        ("business.created", "also `.updated`, `.imported`", Other, Default),
        ("discount_group.created", "also `.updated`", Other, Default),
        ("report.created", "also `.updated`", Other, Default),
        ("api_key.created", "and all of `api_key*`", Other, Default),
        ("client_token.created", "and all of `client_token*`", Other, Default),
        ("payment_method.saved", "also `.deleted`", Other, Default),
    ];

    [Fact]
    public void The_page_says_what_becomes_of_each_event() => Assert.Equal(
        string.Join('\n', Cases.Select(one => EventPage.Row(one.Type, one.When, Read(one.Type, one.Data, one.Configure)))),
        string.Join('\n', EventPage.Rows("Events of Paddle")));

    /// <summary>What is ignored may be named in the row of a whole family.</summary>
    [Fact]
    public void Every_event_that_is_read_has_a_row() => Assert.Equal(
        ["transaction.unheard_of"],
        EventTypeTests.Names.Where(type => Read(type, Other, Default).Reason != WebhookReason.UnsupportedType)
            .Except(Cases.Select(one => one.Type)));

    private static string Adjusted(string action, string status) =>
        $$"""{"id":"adj_1","transaction_id":"txn_1","action":"{{action}}","status":"{{status}}","type":"partial","totals":{"subtotal":"900","total":"900","currency_code":"USD"} }""";

    private static WebhookReading Read(string type, string data, Action<PaddleOptions> configure) => Deliveries.Deliver(
        $$"""{"event_id":"evt_1","event_type":"{{type}}","occurred_at":"2026-03-14T09:26:53.123456Z","notification_id":"ntf_1","data":{{data}} }""",
        configure);
}
