namespace Affiliate.Paddle.Tests;

/// <summary>Which transactions are sales, of what, and who is said to have sent the customer (AH-06, AH-21).</summary>
public class TransactionReaderTests
{
    private static readonly ClickId Click = Sample.Id<ClickId>();

    private static readonly PaddleTransaction Sold = new() { Subtotal = 12_000, Discount = 2_000, Tax = 2_000 };

    [Fact]
    public void A_completed_transaction_is_a_payment()
    {
        var payment = Deliveries.Accepted<Payment>(PaddlePayloads.TransactionCompleted(Sold with
        {
            CustomData = PaymentMetadata.For("user-7", new Visit { ClickId = Click }, "beta"),
        }));

        Assert.Equal("paddle:default:txn_1", payment.Source);
        Assert.Equal("paddle:default:sub_1", payment.SubscriptionReference);
        Assert.Equal("paddle:default:ctm_1", payment.CustomerReference);
        Assert.Equal((new Money(10_000, "USD"), new Money(12_000, "USD")), (payment.Amount, payment.Gross));
        Assert.Equal(("paddle", "pro_1", "beta"), (payment.Provider, payment.ProductId, payment.Program));
        Assert.Equal((SaleKind.SubscriptionFirst, Sample.Now), (payment.Kind, payment.OccurredAt));
        Assert.Equal(new PaymentEvidence { Click = Click.ToString(), CustomerKey = "user-7" }, payment.Evidence);
        Assert.False(payment.IsTest);
    }

    /// <summary>Every row starts as 120.00 less 20.00 discount plus 20.00 tax, paid in full.</summary>
    [Theory]
    [InlineData("", 10_000, 12_000)]
    [InlineData("details.totals.grand_total_tax=", 10_000, 12_000)]
    [InlineData("details.totals.credit='6000' details.totals.grand_total='6000' details.totals.grand_total_tax='1000'", 5_000, 6_000)]
    [InlineData("details.totals.credit='6000' details.totals.grand_total='6000' details.totals.grand_total_tax=null", 5_000, 6_000)]
    [InlineData("details.totals.credit='8667' details.totals.grand_total='3333' details.totals.grand_total_tax=", 2_778, 3_333)]
    [InlineData("details.totals.credit='12000' details.totals.grand_total='0' details.totals.grand_total_tax=", 0, 0)]
    [InlineData("details.totals.credit=null details.totals.grand_total_tax=", 10_000, 12_000)]
    [InlineData("details.totals.total='0' details.totals.tax='0' details.totals.grand_total='0' details.totals.grand_total_tax='0'", 0, 0)]
    [InlineData("details.totals.total='-600' details.totals.tax='-100' details.totals.grand_total='-600' details.totals.grand_total_tax=", 0, 0)]
    [InlineData("details.totals.total='-600' details.totals.grand_total='-600' details.totals.grand_total_tax='-700'", 0, 0)]
    [InlineData("details.totals.total='-600' details.totals.tax='-100' details.totals.credit='0' details.totals.grand_total='0' details.totals.credit_to_balance='600' details.totals.grand_total_tax=", 0, 0)]
    [InlineData("details.totals.total='0' details.totals.credit='5' details.totals.grand_total='-5' details.totals.grand_total_tax=", 0, 0)]
    [InlineData("details.totals.balance='5' details.totals.subtotal='1' details.totals.earnings=null", 10_000, 12_000)]
    public void The_base_is_what_was_paid_without_tax(string changes, long commissionBase, long gross)
    {
        var payment = Deliveries.Accepted<Payment>(Deliveries.With(PaddlePayloads.TransactionCompleted(Sold), changes));

        Assert.Equal((new Money(commissionBase, "USD"), new Money(gross, "USD")), (payment.Amount, payment.Gross));
    }

    [Theory]
    [InlineData("", 9_455)]
    [InlineData("details.totals.earnings='-20'", 0)]
    public void What_the_seller_earns_can_be_the_base(string changes, long commissionBase) =>
        Assert.Equal(commissionBase, Deliveries.Accepted<Payment>(
            Deliveries.With(PaddlePayloads.TransactionCompleted(Sold), changes),
            options => options.Basis = PaddleBasis.Earnings).Amount.MinorUnits);

    /// <summary>Of a trial or a gift nothing is earned and nothing paid out, so Paddle tells neither.</summary>
    [Theory]
    [InlineData(PaddleBasis.NetOfTax, false)]
    [InlineData(PaddleBasis.Earnings, false)]
    [InlineData(PaddleBasis.Earnings, true)]
    public void A_transaction_of_nothing_is_a_sale_of_nothing_whatever_is_the_base(PaddleBasis basis, bool isSettled)
    {
        var body = Deliveries.With(
            PaddlePayloads.TransactionCompleted(new PaddleTransaction { Subtotal = 0 }),
            "details.totals.earnings=null details.totals.fee=null details.payout_totals=null");

        var payment = Deliveries.Accepted<Payment>(body, options =>
        {
            options.Basis = basis;
            options.SettleInPayoutCurrency = isSettled;
        });

        Assert.Equal((new Money(0, "USD"), new Money(0, "USD")), (payment.Amount, payment.Gross));
    }

    [Fact]
    public void Sales_can_be_booked_in_the_currency_of_the_payout()
    {
        var body = Deliveries.With(
            PaddlePayloads.TransactionCompleted(Sold with { Currency = "EUR" }),
            "details.payout_totals={'total':'13200','tax':'2200','credit':'0','grand_total':'13200','currency_code':'USD'}");

        var payment = Deliveries.Accepted<Payment>(body, options => options.SettleInPayoutCurrency = true);

        Assert.Equal((new Money(11_000, "USD"), new Money(13_200, "USD")), (payment.Amount, payment.Gross));
        Assert.Equal(new Money(10_000, "EUR"), Deliveries.Accepted<Payment>(body).Amount);
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KRW")]
    [InlineData("CLP")]
    [InlineData("VND")]
    [InlineData("HUF")]
    public void Amounts_have_the_decimals_of_their_currency(string currency) =>
        Assert.Equal(new Money(10_000, currency), Deliveries.Accepted<Payment>(
            PaddlePayloads.TransactionCompleted(Sold with { Currency = currency })).Amount);

    [Theory]
    [InlineData("grand_total")]
    [InlineData("grand_total_tax")]
    [InlineData("total")]
    [InlineData("tax")]
    [InlineData("credit")]
    [InlineData("earnings")]
    public void An_amount_that_is_not_a_string_of_digits_in_range_is_set_aside(string field)
    {
        var body = PaddlePayloads.TransactionCompleted(Sold);
        if (field is "total" or "tax" or "credit")
        {
            body = Deliveries.With(body, "details.totals.grand_total_tax=");
        }

        var values = new[]
        {
            "100", "'100.0'", "'1e2'", "'+100'", "'-'", "''", "'١٢'", "'0x1'", "true", "{}", "'9999999999999999999'",
            "'999999999999999999'", "'1000000000000001'", "'1\\u0000'", "'\\u00201'",
        };
        foreach (var value in values)
        {
            var reading = Deliveries.Deliver(
                Deliveries.With(body, $"details.totals.{field}={value}"),
                options => options.Basis = field == "earnings" ? PaddleBasis.Earnings : PaddleBasis.NetOfTax);
            Assert.Equal((value, WebhookVerdict.Quarantined, "bad-amount"), (value, reading.Verdict, reading.Reason));
        }
    }

    [Theory]
    [InlineData("details.totals.grand_total=", "bad-amount")]
    [InlineData("details.totals.total= details.totals.grand_total_tax=", "bad-amount")]
    [InlineData("details.totals.tax= details.totals.grand_total_tax=", "bad-amount")]
    [InlineData("details.totals.credit='-1' details.totals.grand_total_tax=", "bad-amount")]
    [InlineData("details.totals.grand_total='12001' details.totals.grand_total_tax=", "bad-amount")]
    [InlineData("details.totals.grand_total='900000000000000' details.totals.grand_total_tax='-900000000000000'", "bad-amount")]
    [InlineData("details.totals=null", "bad-amount")]
    [InlineData("details.totals.currency_code='usd'", "bad-currency")]
    [InlineData("details.totals.currency_code='XXX'", "bad-currency")]
    [InlineData("details= currency_code=", "bad-currency")]
    public void A_missing_or_impossible_total_or_currency_is_set_aside(string changes, string reason)
    {
        var reading = Deliveries.Deliver(Deliveries.With(PaddlePayloads.TransactionCompleted(Sold), changes));

        Assert.Equal((WebhookVerdict.Quarantined, reason), (reading.Verdict, reading.Reason));
        Assert.NotNull(reading.Message);
    }

    [Theory]
    [InlineData("web", "sub_1", SaleKind.SubscriptionFirst)]
    [InlineData("api", "sub_1", SaleKind.SubscriptionFirst)]
    [InlineData("web", null, SaleKind.OneTime)]
    [InlineData("new_origin", null, SaleKind.OneTime)]
    [InlineData("subscription_recurring", "sub_1", SaleKind.Renewal)]
    [InlineData("subscription_payment_method_change", "sub_1", SaleKind.Renewal)]
    [InlineData("subscription_update", "sub_1", SaleKind.Upgrade)]
    [InlineData("subscription_charge", "sub_1", SaleKind.Upgrade)]
    public void The_origin_tells_the_kind_of_payment(string origin, string? subscription, SaleKind kind) =>
        Assert.Equal(kind, Deliveries.Accepted<Payment>(PaddlePayloads.TransactionCompleted(
            Sold with { Origin = origin, Subscription = subscription })).Kind);

    [Fact]
    public void A_new_card_is_no_sale_and_a_trial_is_a_sale_of_nothing()
    {
        var nothing = new PaddleTransaction { Subtotal = 0, Fee = 0 };

        var card = Deliveries.Deliver(PaddlePayloads.TransactionCompleted(
            nothing with { Origin = "subscription_payment_method_change" }));

        Assert.Equal((WebhookVerdict.Ignored, "payment-method-change"), (card.Verdict, card.Reason));
        Assert.Equal(
            new Money(0, "USD"), Deliveries.Accepted<Payment>(PaddlePayloads.TransactionCompleted(nothing)).Amount);
    }

    /// <summary>Mistake 19: paid and completed are one sale.</summary>
    [Fact]
    public void A_paid_transaction_links_and_the_completed_one_counts()
    {
        var transaction = Sold with { CustomData = PaymentMetadata.For("user-7") };

        var link = Deliveries.Accepted<PaymentLink>(PaddlePayloads.TransactionPaid(transaction));
        var payment = Deliveries.Accepted<Payment>(PaddlePayloads.TransactionCompleted(transaction));

        Assert.Equal((payment.Source, payment.CustomerReference), (link.Reference, link.CustomerReference));
        Assert.Equal("user-7", link.Evidence.CustomerKey);
        Assert.Null(link.SubscriptionReference);
    }

    [Fact]
    public void Counting_on_paid_makes_the_same_sale_earlier()
    {
        static void OnPaid(PaddleOptions options) => options.CountOn = PaddleSaleEvent.Paid;

        var paid = Deliveries.Accepted<Payment>(PaddlePayloads.TransactionPaid(Sold), OnPaid);
        var completed = Deliveries.Accepted<Payment>(PaddlePayloads.TransactionCompleted(Sold), OnPaid);

        Assert.Equal(completed.Source, paid.Source);
        Assert.Equal((completed.Amount, completed.Gross, completed.Kind), (paid.Amount, paid.Gross, paid.Kind));
    }

    [Fact]
    public void What_a_paid_transaction_lacks_is_waited_for()
    {
        var body = PaddlePayloads.TransactionPaid(Sold);

        Deliveries.Accepted<PaymentLink>(body, options =>
        {
            options.CountOn = PaddleSaleEvent.Paid;
            options.Basis = PaddleBasis.Earnings;
        });
        Deliveries.Accepted<PaymentLink>(body, options =>
        {
            options.CountOn = PaddleSaleEvent.Paid;
            options.SettleInPayoutCurrency = true;
        });
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("'text'")]
    [InlineData("{'affiliate_click':7,'affiliate_customer':['user-7'],'affiliate_program':{},'affiliate_skip':'no'}")]
    [InlineData("{'affiliate_click':'clk_short','affiliate_customer':'','affiliate_program':''}")]
    public void Evidence_that_is_malformed_is_absence_and_no_error(string customData)
    {
        var payment = Deliveries.Accepted<Payment>(
            Deliveries.With(PaddlePayloads.TransactionCompleted(Sold), $"custom_data={customData}"));

        Assert.Equal((PaymentEvidence.None, null), (payment.Evidence, payment.Program));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("'true'")]
    [InlineData("'True'")]
    public void A_host_can_exempt_a_transaction(string value) =>
        Assert.True(Deliveries.Accepted<Payment>(Deliveries.With(
            PaddlePayloads.TransactionCompleted(Sold), $"custom_data={{'affiliate_skip':{value}}}")).Evidence.Skip);

    [Theory]
    [InlineData("[{'product':{'id':'pro_1'}},{'product':{'id':'pro_1'}}]", "pro_1")]
    [InlineData("[{'product':{'id':'pro_1'}},{'product':{'id':'pro_2'}}]", null)]
    [InlineData("[{'product':{'id':'pro_1'}},{}]", null)]
    [InlineData("[]", null)]
    public void The_product_is_told_when_all_lines_agree(string lines, string? product) =>
        Assert.Equal(product, Deliveries.Accepted<Payment>(Deliveries.With(
            PaddlePayloads.TransactionCompleted(Sold), $"details.line_items={lines}")).ProductId);

    [Fact]
    public void The_base_is_spread_over_what_the_lines_cost_without_tax_and_after_their_discount()
    {
        var body = Deliveries.With(
            PaddlePayloads.TransactionCompleted(new PaddleTransaction { Subtotal = 8_000, Tax = 800 }),
            "details.line_items=[{'quantity':1,'price_id':'pri_a','product':{'id':'pro_a'},'totals':{'subtotal':'7000','discount':'1000'}},{'quantity':-1,'price_id':'pri_b','product':{'id':'pro_b'},'totals':{'subtotal':'-2000','discount':'0'}},{'quantity':2,'product':{'id':'pro_c'},'totals':{'subtotal':'4000'}}]");

        var payment = Deliveries.Accepted<Payment>(body);

        Assert.Equal(
            [
                new SaleLine("pro_a", 1, 6_000) { PriceId = "pri_a" }, new SaleLine("pro_b", 1, -2_000) { PriceId = "pri_b" },
                new SaleLine("pro_c", 2, 4_000),
            ],
            payment.Lines);
        Assert.Equal((null, false), (payment.ProductId, payment.HasUnknownLines));
    }

    [Theory]
    [InlineData("details.line_items=")]
    [InlineData("details.line_items={}")]
    [InlineData("details.line_items=[{'product':{'id':'a'},'totals':{'subtotal':5}},{'product':{'id':'b'},'totals':{'subtotal':'5'}}]")]
    [InlineData("details.line_items=[{'product':{'id':'a'}},null]")]
    public void Lines_that_cannot_be_read_are_said_to_be_unknown_and_the_payment_counts(string change)
    {
        var payment = Deliveries.Accepted<Payment>(
            Deliveries.With(PaddlePayloads.TransactionCompleted(new PaddleTransaction()), change));

        Assert.Equal((9_900, true), (payment.Amount.MinorUnits, payment.HasUnknownLines));
        Assert.Empty(payment.Lines);
    }
}
