using System.Text;

namespace Affiliate.Stripe.Tests;

/// <summary>What an invoice says beside its amounts (AH-19).</summary>
public class InvoiceReaderTests
{
    private static readonly string Click = Sample.Id<ClickId>().ToString();

    [Fact]
    public void A_paid_invoice_is_a_payment_of_its_subscription_and_customer()
    {
        var payment = Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(new StripeInvoice()));

        Assert.Equal("stripe:live:self:in_1", payment.Source);
        Assert.Equal("stripe:live:self:sub_1", payment.SubscriptionReference);
        Assert.Equal("stripe:live:self:cus_1", payment.CustomerReference);
        Assert.Equal(
            ("stripe", "prod_1", SaleKind.SubscriptionFirst), (payment.Provider, payment.ProductId, payment.Kind));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Sample.Now.ToUnixTimeSeconds()), payment.OccurredAt);
        Assert.Equal((null, false), (payment.Program, payment.IsTest));
        Assert.Empty(payment.Aliases);
    }

    [Fact]
    public void Both_events_of_one_invoice_say_the_same()
    {
        var paid = StripePayloads.InvoicePaid(new StripeInvoice());
        var succeeded = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(paid)
            .Replace("\"invoice.paid\"", "\"invoice.payment_succeeded\"", StringComparison.Ordinal)
            .Replace("\"evt_in_1\"", "\"evt_other\"", StringComparison.Ordinal));

        Assert.Equivalent(
            Deliveries.Accepted<Payment>(paid), Deliveries.Accepted<Payment>(succeeded), strict: true);
    }

    [Theory]
    [InlineData("\"open\"", null)]
    [InlineData("\"draft\"", null)]
    [InlineData("\"open\"", "true")]
    [InlineData(null, null)]
    [InlineData(null, "false")]
    [InlineData(null, "\"true\"")]
    public void An_invoice_that_is_not_paid_is_kept_without_effect(string? status, string? paid)
    {
        var body = StripePayloads.InvoicePaid(new StripeInvoice());

        var reading = Deliveries.Deliver(Deliveries.With(Deliveries.With(body, "status", status), "paid", paid));

        Assert.Equal((WebhookVerdict.Ignored, "not-paid"), (reading.Verdict, reading.Reason));
        Assert.NotNull(reading.Message);
    }

    [Theory]
    [InlineData("subscription_create", true, SaleKind.SubscriptionFirst)]
    [InlineData("quote_accept", true, SaleKind.SubscriptionFirst)]
    [InlineData("quote_accept", false, SaleKind.OneTime)]
    [InlineData("subscription_cycle", true, SaleKind.Renewal)]
    [InlineData("subscription_update", true, SaleKind.Upgrade)]
    [InlineData("subscription_threshold", true, SaleKind.Upgrade)]
    [InlineData("manual", true, SaleKind.OneTime)]
    [InlineData("new_reason", true, SaleKind.Renewal)]
    [InlineData("manual", false, SaleKind.OneTime)]
    [InlineData("subscription_cycle", false, SaleKind.OneTime)]
    public void The_reason_for_the_invoice_tells_the_kind_of_payment(string reason, bool hasSubscription, SaleKind kind)
    {
        var invoice = new StripeInvoice { BillingReason = reason, Subscription = hasSubscription ? "sub_1" : null };

        Assert.Equal(kind, Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(invoice)).Kind);
    }

    [Fact]
    public void The_parent_of_an_invoice_is_what_its_type_says()
    {
        var body = StripePayloads.InvoicePaid(new StripeInvoice { SubscriptionMetadata = PaymentMetadata.For("user-7") });

        var payment = Deliveries.Accepted<Payment>(Deliveries.With(body, "parent.type", "\"quote_details\""));

        Assert.Equal((null, SaleKind.OneTime), (payment.SubscriptionReference, payment.Kind));
        Assert.Equal(PaymentEvidence.None, payment.SubscriptionEvidence);
    }

    [Fact]
    public void Evidence_is_read_from_the_invoice_and_from_its_subscription()
    {
        var payment = Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(new StripeInvoice
        {
            Metadata = new Dictionary<string, string> { ["affiliate_click"] = Click, ["affiliate_skip"] = "true" },
            SubscriptionMetadata = new Dictionary<string, string>
            {
                ["affiliate_customer"] = "user-7",
                ["affiliate_program"] = "beta",
            },
        }));

        Assert.Equal(new PaymentEvidence { Click = Click, Skip = true }, payment.Evidence);
        Assert.Equal(new PaymentEvidence { CustomerKey = "user-7" }, payment.SubscriptionEvidence);
        Assert.Equal("beta", payment.Program);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"affiliate_click\":7,\"affiliate_customer\":{},\"affiliate_program\":null,\"affiliate_skip\":[]}")]
    [InlineData("{\"affiliate_click\":\"clk_short\",\"affiliate_customer\":\"\",\"affiliate_program\":\"\"}")]
    [InlineData("{\"affiliate_customer\":\"a\\u0000b\",\"affiliate_program\":\"a b\",\"affiliate_skip\":\"yes\"}")]
    public void Evidence_that_is_malformed_is_absence_and_no_error(string metadata)
    {
        var body = StripePayloads.InvoicePaid(new StripeInvoice());

        var payment = Deliveries.Accepted<Payment>(Deliveries.With(
            Deliveries.With(body, "metadata", metadata), "parent.subscription_details.metadata", metadata));

        Assert.Equal((PaymentEvidence.None, PaymentEvidence.None), (payment.Evidence, payment.SubscriptionEvidence));
        Assert.Null(payment.Program);
    }

    [Fact]
    public void Evidence_that_is_not_Unicode_is_absence()
    {
        var body = Encoding.UTF8.GetString(StripePayloads.InvoicePaid(new StripeInvoice()))
            .Replace("\"metadata\":{}", "\"metadata\":{\"affiliate_customer\":\"\\ud800\"}", StringComparison.Ordinal);

        var payment = Deliveries.Accepted<Payment>(Encoding.UTF8.GetBytes(body));

        Assert.Equal((PaymentEvidence.None, PaymentEvidence.None), (payment.Evidence, payment.SubscriptionEvidence));
    }

    [Fact]
    public void Evidence_of_10_kB_is_absence()
    {
        var long10K = new string('a', 10_000);
        var payment = Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(new StripeInvoice
        {
            Metadata = new Dictionary<string, string>
            {
                ["affiliate_click"] = "clk_" + long10K,
                ["affiliate_customer"] = long10K,
                ["affiliate_program"] = long10K,
            },
        }));

        Assert.Equal((PaymentEvidence.None, null), (payment.Evidence, payment.Program));
    }

    [Fact]
    public void The_program_is_the_endpoints_then_the_metadatas_then_the_default()
    {
        var silent = StripePayloads.InvoicePaid(new StripeInvoice());
        var speaking = StripePayloads.InvoicePaid(new StripeInvoice { Metadata = PaymentMetadata.For(program: "alpha") });
        void Configure(StripeOptions options) => options.DefaultProgram = "gamma";

        Assert.Equal("gamma", Deliveries.Accepted<Payment>(silent, Configure).Program);
        Assert.Equal("alpha", Deliveries.Accepted<Payment>(speaking, Configure).Program);
    }

    [Theory]
    [InlineData("customer", "{\"id\":\"cus_2\",\"object\":\"customer\",\"deleted\":true}", "cus_2")]
    [InlineData("customer", "null", "acct_9")]
    [InlineData("customer", "{}", "acct_9")]
    [InlineData("customer", "\"\"", "acct_9")]
    public void A_reference_is_an_id_an_object_or_nothing(string path, string json, string id)
    {
        var body = Deliveries.With(
            StripePayloads.InvoicePaid(new StripeInvoice()), "customer_account", "\"acct_9\"");

        Assert.Equal(
            $"stripe:live:self:{id}", Deliveries.Accepted<Payment>(Deliveries.With(body, path, json)).CustomerReference);
    }

    [Fact]
    public void The_payments_of_an_invoice_are_other_names_of_it()
    {
        var body = StripePayloads.InvoicePaid(new StripeInvoice());
        var now = Deliveries.With(body, "payments", """
            {"data":[{"payment":{"type":"payment_intent","payment_intent":"pi_1"}},{"payment":{"charge":{"id":"ch_2"}}}]}
            """);
        var before = Deliveries.With(Deliveries.With(body, "payment_intent", "\"pi_1\""), "charge", "\"ch_1\"");

        Assert.Equal(
            ["stripe:live:self:pi_1", "stripe:live:self:ch_2"], Deliveries.Accepted<Payment>(now).Aliases);
        Assert.Equal(
            ["stripe:live:self:pi_1", "stripe:live:self:ch_1"], Deliveries.Accepted<Payment>(before).Aliases);
    }

    [Theory]
    [InlineData("{\"data\":[{\"pricing\":{\"price_details\":{\"product\":\"prod_2\"}}}]}", "prod_2")]
    [InlineData("{\"data\":[{\"price\":{\"product\":{\"id\":\"prod_2\"}}}]}", "prod_2")]
    [InlineData("{\"data\":[{\"plan\":{\"product\":\"prod_2\"}},{\"price\":{\"product\":\"prod_2\"}}]}", "prod_2")]
    [InlineData("{\"data\":[{\"price\":{\"product\":\"prod_1\"}},{\"price\":{\"product\":\"prod_2\"}}]}", null)]
    [InlineData("{\"data\":[{\"price\":{\"product\":\"prod_1\"}},{\"amount\":5}]}", null)]
    [InlineData("{\"data\":[{\"price\":{\"product\":\"prod_1\"}}],\"has_more\":true}", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void The_product_is_told_when_all_lines_are_known_and_agree(string lines, string? product) =>
        Assert.Equal(product, Deliveries.Accepted<Payment>(
            Deliveries.With(StripePayloads.InvoicePaid(new StripeInvoice()), "lines", lines)).ProductId);

    [Theory]
    [InlineData("1700000000", 1_700_000_000)]
    [InlineData("null", 1_773_480_413)]
    [InlineData("99999999999999", 1_773_480_413)]
    public void It_happened_when_it_was_paid(string paidAt, long seconds)
    {
        var body = Deliveries.With(StripePayloads.InvoicePaid(new StripeInvoice()), "status_transitions.paid_at", paidAt);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(seconds), Deliveries.Accepted<Payment>(body).OccurredAt);
    }
}
