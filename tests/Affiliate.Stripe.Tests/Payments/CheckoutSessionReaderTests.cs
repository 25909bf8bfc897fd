namespace Affiliate.Stripe.Tests;

/// <summary>Which sessions are sales, and what all of them tell (AH-19, AF-21, §4.2 of the provider rules).</summary>
public class CheckoutSessionReaderTests
{
    private const string PaidLater = "checkout.session.async_payment_succeeded";

    private static readonly ClickId Click = Sample.Id<ClickId>();

    [Fact]
    public void A_paid_session_without_invoice_is_a_payment_named_by_its_intent()
    {
        var payment = Deliveries.Accepted<Payment>(StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Net = 10_000,
            Tax = 2_000,
            Shipping = 500,
            Metadata = PaymentMetadata.For("user-7", new Visit { ClickId = Click }, "beta"),
        }));

        Assert.Equal("stripe:live:self:pi_1", payment.Source);
        Assert.Equal(["stripe:live:self:cs_1"], payment.Aliases);
        Assert.Equal("stripe:live:self:cus_1", payment.CustomerReference);
        Assert.Equal((new Money(10_000, "USD"), new Money(12_500, "USD")), (payment.Amount, payment.Gross));
        Assert.Equal(("stripe", SaleKind.OneTime, "beta"), (payment.Provider, payment.Kind, payment.Program));
        Assert.Equal(new PaymentEvidence { Click = Click.ToString(), CustomerKey = "user-7" }, payment.Evidence);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Sample.Now.ToUnixTimeSeconds()), payment.OccurredAt);
    }

    /// <summary>Mistakes 9 and 10: what an invoice will tell, and what is not paid yet, is no sale.</summary>
    [Theory]
    [InlineData("payment", "paid", "in_1", null, "pi_1 in_1")]
    [InlineData("payment", "unpaid", null, null, "pi_1")]
    [InlineData("payment", "strange", null, null, "pi_1")]
    [InlineData("subscription", "paid", "in_1", "sub_1", "pi_1 in_1")]
    [InlineData("subscription", "no_payment_required", null, "sub_1", "pi_1")]
    [InlineData("setup", "no_payment_required", null, null, "pi_1")]
    [InlineData("new_mode", "paid", null, null, "pi_1")]
    public void Every_other_session_only_links(
        string mode, string status, string? invoice, string? subscription, string aliases)
    {
        var link = Deliveries.Accepted<PaymentLink>(StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Mode = mode,
            PaymentStatus = status,
            Invoice = invoice,
            Subscription = subscription,
            Metadata = PaymentMetadata.For("user-7"),
        }));

        Assert.Equal("stripe:live:self:cs_1", link.Reference);
        Assert.Equal(aliases.Split(' ').Select(id => $"stripe:live:self:{id}"), link.Aliases);
        Assert.Equal(subscription is null ? null : $"stripe:live:self:{subscription}", link.SubscriptionReference);
        Assert.Equal("stripe:live:self:cus_1", link.CustomerReference);
        Assert.Equal("user-7", link.Evidence.CustomerKey);

        // Mistake 14: what only the session says holds for the renewals of its subscription too.
        Assert.Equal(subscription is null ? null : "user-7", link.SubscriptionEvidence.CustomerKey);
    }

    [Fact]
    public void An_invoice_that_is_still_to_come_is_waited_for() =>
        Assert.Empty(Deliveries.Accepted<PaymentLink>(Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { PaymentIntent = null }),
            "invoice_creation.enabled",
            "true")).Aliases);

    [Fact]
    public void A_bank_debit_is_a_sale_once_it_is_paid()
    {
        var session = new StripeSession { PaymentStatus = "unpaid" };

        var first = Deliveries.Accepted<PaymentLink>(StripePayloads.CheckoutSessionCompleted(session));
        var later = Deliveries.Accepted<Payment>(StripePayloads.CheckoutSessionCompleted(session, PaidLater));

        Assert.Equal(first.Reference, Assert.Single(later.Aliases));
        Assert.Equal(later.Source, Assert.Single(first.Aliases));
        Assert.Equal(new Money(9_900, "USD"), later.Amount);
    }

    [Theory]
    [InlineData("subscription", null)]
    [InlineData("payment", "in_1")]
    public void Being_paid_later_makes_no_sale_of_what_an_invoice_tells(string mode, string? invoice) =>
        Deliveries.Accepted<PaymentLink>(StripePayloads.CheckoutSessionCompleted(
            new StripeSession { Mode = mode, Invoice = invoice }, PaidLater));

    [Fact]
    public void A_session_with_nothing_to_pay_is_a_sale_of_nothing_under_its_own_name()
    {
        var payment = Deliveries.Accepted<Payment>(StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            PaymentStatus = "no_payment_required",
            PaymentIntent = null,
            Net = 0,
        }));

        Assert.Equal(("stripe:live:self:cs_1", new Money(0, "USD")), (payment.Source, payment.Amount));
        Assert.Empty(payment.Aliases);
    }

    /// <summary>A code that takes everything off leaves nothing to pay, whatever the session says of the payment.</summary>
    [Fact]
    public void A_paid_session_of_nothing_is_a_sale_of_nothing() =>
        Assert.Equal(("stripe:live:self:cs_1", new Money(0, "USD")), Deliveries.Accepted<Payment>(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { PaymentIntent = null, Net = 0 })) is var payment
            ? (payment.Source, payment.Amount)
            : default);

    [Fact]
    public void A_paid_session_that_names_no_intent_is_set_aside()
    {
        var reading = Deliveries.Deliver(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { PaymentIntent = null }));

        Assert.Equal((WebhookVerdict.Quarantined, "no-payment-intent"), (reading.Verdict, reading.Reason));
    }

    /// <summary>Mistake 11: the base is converted, not the gross.</summary>
    [Theory]
    [InlineData("null", "eur", 828, 920)]
    [InlineData("{\"amount_total\":1000,\"source_currency\":\"usd\"}", "usd", 900, 1_000)]
    [InlineData("{\"amount_total\":333,\"source_currency\":\"usd\"}", "usd", 300, 333)]
    [InlineData("{\"amount_total\":0,\"source_currency\":\"usd\"}", "usd", 0, 0)]
    [InlineData("{\"amount_total\":150000,\"source_currency\":\"isk\"}", "isk", 1_350, 1_500)]
    public void A_session_in_the_buyers_currency_is_booked_in_the_merchants(
        string conversion, string currency, long commissionBase, long gross)
    {
        var body = Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { Currency = "eur", Net = 828, Tax = 92 }),
            "currency_conversion",
            conversion);

        var payment = Deliveries.Accepted<Payment>(body);

        var code = currency.ToUpperInvariant();
        Assert.Equal((new Money(commissionBase, code), new Money(gross, code)), (payment.Amount, payment.Gross));
    }

    [Fact]
    public void What_the_buyer_was_shown_does_not_count()
    {
        var body = Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { Net = 900, Tax = 100 }),
            "presentment_details",
            "{\"presentment_amount\":920,\"presentment_currency\":\"eur\"}");

        Assert.Equal(new Money(900, "USD"), Deliveries.Accepted<Payment>(body).Amount);
        Assert.Equal(new Money(900, "USD"), Deliveries.Accepted<Payment>(Deliveries.With(
            body, "currency_conversion", "{\"amount_total\":5,\"source_currency\":\"gbp\"}")).Amount);
    }

    [Theory]
    [InlineData(false, 10_000)]
    [InlineData(true, 10_500)]
    public void Shipping_earns_only_where_the_host_says_so(bool isIncluded, long commissionBase)
    {
        var body = StripePayloads.CheckoutSessionCompleted(new StripeSession { Net = 10_000, Tax = 2_000, Shipping = 500 });
        foreach (var shape in new[] { body, Deliveries.With(body, "shipping_cost", null) })
        {
            var payment = Deliveries.Accepted<Payment>(shape, options => options.IncludeShipping = isIncluded);
            Assert.Equal(commissionBase, payment.Amount.MinorUnits);
        }
    }

    [Fact]
    public void Tax_and_shipping_above_the_total_leave_nothing() =>
        Assert.Equal(0, Deliveries.Accepted<Payment>(Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { Net = 0, Tax = 200, Shipping = 1_000 }),
            "amount_total",
            "1000")).Amount.MinorUnits);

    [Theory]
    [InlineData("amount_total")]
    [InlineData("total_details.amount_tax")]
    [InlineData("total_details.amount_shipping")]
    [InlineData("shipping_cost.amount_subtotal")]
    [InlineData("currency_conversion.amount_total")]
    public void An_amount_that_is_not_a_whole_number_in_range_is_set_aside(string field)
    {
        var body = StripePayloads.CheckoutSessionCompleted(new StripeSession());
        if (field.StartsWith("currency_conversion", StringComparison.Ordinal))
        {
            body = Deliveries.With(body, "currency_conversion", "{\"source_currency\":\"usd\"}");
        }

        foreach (var json in new[] { "1e2", "100.0", "\"100\"", "[]", "-1", "99999999999999999999", "1000000000000001" })
        {
            var reading = Deliveries.Deliver(Deliveries.With(body, field, json));
            Assert.Equal((WebhookVerdict.Quarantined, "bad-amount"), (reading.Verdict, reading.Reason));
        }
    }

    [Theory]
    [InlineData("amount_total", "null", "bad-amount")]
    [InlineData("currency_conversion", "{\"source_currency\":\"usd\"}", "bad-amount")]
    [InlineData("currency", "null", "bad-currency")]
    [InlineData("currency", "\"xyz\"", "bad-currency")]
    [InlineData("currency_conversion", "{\"amount_total\":100,\"source_currency\":\"xyz\"}", "bad-currency")]
    public void A_missing_total_or_unknown_currency_is_set_aside(string field, string json, string reason)
    {
        var body = StripePayloads.CheckoutSessionCompleted(new StripeSession());

        Assert.Equal(reason, Deliveries.Deliver(Deliveries.With(body, field, json)).Reason);
    }

    [Fact]
    public void A_client_reference_of_ours_is_a_click_and_a_hosts_own_is_left_alone()
    {
        PaymentEvidence Read(string? reference, ClickId? inMetadata = null) => Deliveries.Accepted<Payment>(
            StripePayloads.CheckoutSessionCompleted(new StripeSession
            {
                ClientReferenceId = reference,
                Metadata = PaymentMetadata.For(visit: new Visit { ClickId = inMetadata }),
            })).Evidence;

        Assert.Equal(Click.ToString(), Read(AffiliateStripeMetadata.ClientReferenceId(Click)).Click);
        Assert.Equal(PaymentEvidence.None, Read(Click.ToString()));
        Assert.Equal(PaymentEvidence.None, Read("aff_"));
        Assert.Equal("user-7", Read("aff_user-7").Partner);
        Assert.Equal(PaymentEvidence.None, Read("aff_a b"));
        Assert.Equal(PaymentEvidence.None, Read("cart-77"));
        var other = Sample.Id<ClickId>();
        Assert.Equal(other.ToString(), Read(AffiliateStripeMetadata.ClientReferenceId(Click), other).Click);
    }

    [Fact]
    public void A_guest_has_no_customer_and_counts_all_the_same()
    {
        var payment = Deliveries.Accepted<Payment>(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { Customer = null }));

        Assert.Null(payment.CustomerReference);
        Assert.Equal(9_900, payment.Amount.MinorUnits);
    }
}
