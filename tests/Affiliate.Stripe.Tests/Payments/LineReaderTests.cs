namespace Affiliate.Stripe.Tests;

/// <summary>What was bought, in the words of each API generation (payment-providers §3.4, §4.5).</summary>
public class LineReaderTests
{
    private const string New = """
        {"object":"list","has_more":false,"data":[
         {"amount":6000,"quantity":2,"discount_amounts":[{"amount":500,"discount":"di_1"},{"amount":500,"discount":"di_2"}],
          "taxes":[{"amount":900,"tax_behavior":"exclusive"}],
          "pricing":{"type":"price_details","price_details":{"price":"price_a","product":"prod_a"}}},
         {"amount":5500,"quantity":1,"discount_amounts":[],"taxes":[{"amount":500,"tax_behavior":"inclusive"}],
          "pricing":{"price_details":{"price":"price_b","product":"prod_b"}}}]}
        """;

    private const string Old = """
        {"object":"list","has_more":false,"data":[
         {"amount":6000,"quantity":2,"discount_amounts":[{"amount":500},{"amount":500}],
          "tax_amounts":[{"amount":900,"inclusive":false}],"price":{"id":"price_a","product":"prod_a"},"plan":null},
         {"amount":5500,"quantity":1,"tax_amounts":[{"amount":500,"inclusive":true}],
          "plan":{"id":"price_b","product":"prod_b"},"price":null}]}
        """;

    [Theory]
    [InlineData(New)]
    [InlineData(Old)]
    public void The_base_is_spread_over_lines_less_discounts_and_inclusive_tax(string lines)
    {
        var payment = Payment(net: 10_000, lines);

        Assert.Equal(
            [new SaleLine("prod_a", 2, 5_000) { PriceId = "price_a" }, new SaleLine("prod_b", 1, 5_000) { PriceId = "price_b" }],
            payment.Lines);
        Assert.Equal((null, false), (payment.ProductId, payment.HasUnknownLines));
    }

    /// <summary>Mistake 13: only the first line or the first ten were looked at, discounts of lines were not.</summary>
    [Fact]
    public void Lines_of_a_part_payment_share_what_was_paid() => Assert.Equal(
        [2_500, 2_500], Payment(net: 10_000, New, paid: 5_000).Lines.Select(line => line.AmountMinorUnits));

    [Fact]
    public void Credit_from_the_balance_is_taken_off_its_line() => Assert.Equal(
        [1_000, 3_000],
        Payment(net: 4_000, """
            {"data":[{"amount":3000,"pretax_credit_amounts":[{"amount":2000,"type":"credit_balance_transaction"}],
             "pricing":{"price_details":{"product":"a"}}},
             {"amount":3000,"pretax_credit_amounts":[{"amount":700,"type":"discount"}],"pricing":{"price_details":{"product":"b"}}}]}
            """).Lines.Select(line => line.AmountMinorUnits));

    [Fact]
    public void Unused_time_of_the_plan_before_is_a_negative_line() => Assert.Equal(
        [new SaleLine("basic", 1, -2_000), new SaleLine("pro", 1, 5_000)],
        Payment(net: 3_000, """
            {"data":[{"amount":-2000,"pricing":{"price_details":{"product":"basic"}}},
             {"amount":5000,"pricing":{"price_details":{"product":"pro"}}}]}
            """).Lines);

    /// <summary>The tax inside unused time, and its discount, are negative too.</summary>
    [Fact]
    public void A_negative_line_has_negative_tax_and_discount() => Assert.Equal(
        [new SaleLine("basic", 1, -1_500), new SaleLine("pro", 1, 4_500)],
        Payment(net: 3_000, """
            {"data":[{"amount":-2000,"taxes":[{"amount":-400,"tax_behavior":"inclusive"}],"discount_amounts":[{"amount":-100}],
              "pricing":{"price_details":{"product":"basic"}}},
             {"amount":5400,"taxes":[{"amount":900,"tax_behavior":"inclusive"}],"pricing":{"price_details":{"product":"pro"}}}]}
            """).Lines);

    [Theory]
    [InlineData("""{"has_more":true,"data":[{"amount":100,"pricing":{"price_details":{"product":"a"}}}]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"data":{"amount":1}}""")]
    [InlineData("""{"data":[{"amount":"100","price":{"product":"a"}},{"amount":5,"price":{"product":"b"}}]}""")]
    [InlineData("""{"data":[{"amount":-100,"price":{"product":"a"}},{"amount":5,"price":{"product":"b"}}]}""")]
    public void Lines_that_are_not_all_known_are_said_to_be_unknown_and_the_payment_counts(string lines)
    {
        var payment = Payment(net: 10_000, lines);

        Assert.Equal((10_000, true, null), (payment.Amount.MinorUnits, payment.HasUnknownLines, payment.ProductId));
        Assert.Empty(payment.Lines);
    }

    [Fact]
    public void More_lines_than_a_sale_can_have_are_said_to_be_unknown()
    {
        var many = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$$"""{"amount":2,"price":{"product":"p{{{i}}}"}}"""));

        var payment = Payment(net: 10_000, "{\"data\":[" + many + "]}");

        Assert.Equal((10_000, true), (payment.Amount.MinorUnits, payment.HasUnknownLines));
    }

    [Fact]
    public void A_session_tells_what_was_bought_where_its_items_are_included()
    {
        var body = StripePayloads.CheckoutSessionCompleted(new StripeSession { Net = 10_000, Tax = 1_000 });
        const string Items = """
            {"has_more":false,"data":[{"amount_subtotal":4000,"amount_total":4400,"amount_tax":400,"quantity":1,
             "price":{"id":"price_a","product":"prod_a"}},
             {"amount_total":6600,"amount_tax":600,"quantity":3,"price":{"id":"price_b","product":{"id":"prod_b"}}}]}
            """;

        var told = Deliveries.Accepted<Payment>(Deliveries.With(body, "line_items", Items));

        Assert.Equal([4_000, 6_000], told.Lines.Select(line => line.AmountMinorUnits));
        Assert.True(Deliveries.Accepted<Payment>(body).HasUnknownLines);
    }

    private static Payment Payment(long net, string lines, long? paid = null) => Deliveries.Accepted<Payment>(Deliveries.With(
        StripePayloads.InvoicePaid(new StripeInvoice { Net = net, Paid = paid }), "lines", lines));
}
