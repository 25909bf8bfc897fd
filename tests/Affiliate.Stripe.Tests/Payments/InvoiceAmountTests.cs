namespace Affiliate.Stripe.Tests;

/// <summary>
/// What of an invoice earns commission: what was really paid, less tax, discounts, credit and shipping.
/// </summary>
public class InvoiceAmountTests
{
    private static readonly byte[] Taxed = StripePayloads.InvoicePaid(new StripeInvoice { Net = 10_000, Tax = 2_000 });

    /// <summary>Every row starts as 100.00 and 20.00 tax, paid in full.</summary>
    [Theory]
    [InlineData("as it is", "", 10_000, 12_000)]
    [InlineData("tax included in the price", "subtotal=12000 total_taxes=[{'amount':2000,'tax_behavior':'inclusive'}]", 10_000, 12_000)]
    [InlineData("only the tax is told", "total_excluding_tax=null total_taxes=[{'amount':1500},{'amount':500}]", 10_000, 12_000)]
    [InlineData("before 2025", "total_excluding_tax= total_taxes= total_tax_amounts=[{'amount':2000}]", 10_000, 12_000)]
    [InlineData("before 2018", "total_excluding_tax= total_taxes= tax=2000", 10_000, 12_000)]
    [InlineData("no tax at all", "total_excluding_tax= total_taxes=null tax=null", 12_000, 12_000)]
    [InlineData("old and new side by side", "total_excluding_tax= total_tax_amounts=[{'amount':2000}] tax=2000", 10_000, 12_000)]
    [InlineData("the newest source wins", "total_excluding_tax= total_taxes=[] tax=2000", 12_000, 12_000)]
    [InlineData("in 2014", "status= paid=true amount_paid= amount_due=12000 total_excluding_tax= total_taxes= tax=2000", 10_000, 12_000)]
    [InlineData("in 2014, half paid with credit", "status= paid=true amount_paid= amount_due=6000 total_excluding_tax= total_taxes= tax=2000", 5_000, 6_000)]
    [InlineData("half paid with credit", "amount_paid=6000", 5_000, 6_000)]
    [InlineData("a third paid, rounded half up", "amount_paid=3333", 2_778, 3_333)]
    [InlineData("all paid with credit", "amount_paid=0", 0, 0)]
    [InlineData("an old debt paid along", "amount_paid=15000", 10_000, 12_000)]
    [InlineData("nothing to pay", "total=0 total_excluding_tax=0 amount_paid=0", 0, 0)]
    [InlineData("a downgrade", "total=-1200 total_excluding_tax=-1000 amount_paid=0", 0, 0)]
    [InlineData("tax on what is given away", "total=2000 total_excluding_tax=0 amount_paid=2000", 0, 2_000)]
    [InlineData("untaxed sale, taxed credit", "total=9500 total_excluding_tax=10000 amount_paid=9500", 10_000, 9_500)]
    [InlineData("shipping", "total=12500 total_excluding_tax=10500 amount_paid=12500 shipping_cost={'amount_subtotal':500}", 10_000, 12_500)]
    [InlineData("shipping, told short", "total=12500 total_excluding_tax=10500 amount_paid=12500 amount_shipping=500", 10_000, 12_500)]
    [InlineData("shipping, half paid", "total=12500 total_excluding_tax=10500 amount_paid=6250 amount_shipping=500", 5_000, 6_250)]
    [InlineData("nothing but shipping", "total=500 total_excluding_tax=500 amount_paid=500 amount_shipping=500", 0, 500)]
    public void The_base_is_what_was_paid_without_tax(string what, string changes, long commissionBase, long gross)
    {
        var payment = Deliveries.Accepted<Payment>(Change(Taxed, changes));

        Assert.True(
            (new Money(commissionBase, "USD"), new Money(gross, "USD")) == (payment.Amount, payment.Gross),
            $"{what}: {payment.Amount} of {payment.Gross}");
    }

    [Fact]
    public void Shipping_earns_where_the_host_says_so()
    {
        var body = Change(Taxed, "total=12500 total_excluding_tax=10500 amount_paid=12500 amount_shipping=500");

        Assert.Equal(
            new Money(10_500, "USD"), Deliveries.Accepted<Payment>(body, o => o.IncludeShipping = true).Amount);
    }

    [Theory]
    [InlineData("jpy", 500, "JPY", 500)]
    [InlineData("huf", 500, "HUF", 500)]
    [InlineData("twd", 500, "TWD", 500)]
    [InlineData("bhd", 1_230, "BHD", 1_230)]
    [InlineData("isk", 123_400, "ISK", 1_234)]
    [InlineData("ugx", 123_400, "UGX", 1_234)]
    [InlineData("mga", 1_234, "MGA", 123_400)]
    [InlineData("EUR", 1_234, "EUR", 1_234)]
    public void Amounts_are_kept_with_the_currencys_own_decimals(string currency, long net, string code, long minorUnits)
    {
        var payment = Deliveries.Accepted<Payment>(
            StripePayloads.InvoicePaid(new StripeInvoice { Currency = currency, Net = net }));

        Assert.Equal((new Money(minorUnits, code), new Money(minorUnits, code)), (payment.Amount, payment.Gross));
    }

    /// <summary>Stripe's own list of currencies without and with three decimals; all others have two there.</summary>
    [Theory]
    [InlineData("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF", 0)]
    [InlineData("USD EUR HUF TWD ISK UGX", 2)]
    [InlineData("BHD JOD KWD OMR TND", 3)]
    public void Stripes_decimals_are_turned_into_those_of_the_currency(string codes, int stripeDecimals)
    {
        foreach (var code in codes.Split(' '))
        {
            var one = (long)Math.Pow(10, stripeDecimals);
            var payment = Deliveries.Accepted<Payment>(
                StripePayloads.InvoicePaid(new StripeInvoice { Currency = code.ToLowerInvariant(), Net = one }));

            Assert.Equal(new Money((long)Math.Pow(10, Currencies.Decimals(code)), code), payment.Amount);
        }
    }

    /// <summary>
    /// Stripe charges kronur and shillings whole, in amounts of two decimals; the taxes that it computes in them, and charges in kronur
    /// before 14 April 2023, have other decimals than 00.
    /// </summary>
    [Theory]
    [InlineData("isk", "", 1_234, 1_234)]
    [InlineData("isk", "total_excluding_tax=99550 total_taxes=[{'amount':23892}]", 995, 1_234)]
    [InlineData("isk", "total_excluding_tax= total_taxes=[{'amount':23892}]", 995, 1_234)]
    [InlineData("isk", "total=4010 amount_paid=4010 total_excluding_tax=4010", 40, 40)]
    [InlineData("ugx", "amount_paid=61721 total_excluding_tax=99550", 497, 617)]
    [InlineData("ugx", "total=99 amount_paid=99 total_excluding_tax=99", 0, 0)]
    [InlineData("isk", "total=-4010 amount_paid=0 total_excluding_tax=-3234", 0, 0)]
    public void A_part_of_what_a_currency_has_no_part_of_is_left_out(string currency, string changes, long commissionBase, long gross)
    {
        var body = StripePayloads.InvoicePaid(new StripeInvoice { Currency = currency, Net = 123_442 });
        var payment = Deliveries.Accepted<Payment>(changes.Length == 0 ? body : Change(body, changes));

        var code = currency.ToUpperInvariant();
        Assert.Equal((new Money(commissionBase, code), new Money(gross, code)), (payment.Amount, payment.Gross));
    }

    [Theory]
    [InlineData("mga", Money.MaxMinorUnits / 10)]
    [InlineData("usd", Money.MaxMinorUnits + 1)]
    [InlineData("isk", (100 * Money.MaxMinorUnits) + 1)]
    public void An_amount_that_the_currency_cannot_hold_is_set_aside(string currency, long net) =>
        Assert.Equal(
            (WebhookVerdict.Quarantined, "bad-amount"),
            Outcome(StripePayloads.InvoicePaid(new StripeInvoice { Currency = currency, Net = net })));

    [Theory]
    [InlineData("total")]
    [InlineData("amount_paid")]
    [InlineData("total_excluding_tax")]
    [InlineData("shipping_cost.amount_subtotal")]
    [InlineData("amount_shipping")]
    [InlineData("total_taxes")]
    [InlineData("total_tax_amounts")]
    [InlineData("tax")]
    public void An_amount_that_is_not_a_whole_number_in_range_is_set_aside(string field)
    {
        // Older sources are read only where the newer ones are missing.
        var body = field.Contains("tax", StringComparison.Ordinal) && field != "total_excluding_tax"
            ? Change(Taxed, "total_excluding_tax= total_taxes=")
            : Taxed;
        foreach (var json in new[] { "1e2", "100.0", "\"100\"", "true", "{}", "99999999999999999999", "1000000000000001" })
        {
            var value = field is "total_taxes" or "total_tax_amounts" ? $"[{{\"amount\":{json}}}]" : json;

            Assert.Equal(
                (WebhookVerdict.Quarantined, "bad-amount"), Outcome(Deliveries.With(body, field, value)));
        }
    }

    [Theory]
    [InlineData("total=")]
    [InlineData("total=null")]
    [InlineData("amount_paid=")]
    [InlineData("amount_paid=-1")]
    [InlineData("amount_shipping=-1")]
    [InlineData("shipping_cost={'amount_subtotal':-1}")]
    [InlineData("total_excluding_tax= total_taxes=[{'amount':-1000000000000000}]")]
    [InlineData("total_excluding_tax= total_taxes={}")]
    [InlineData("total_excluding_tax= total_taxes=[{}]")]
    [InlineData("total_excluding_tax= total_taxes=[7]")]
    [InlineData("total_excluding_tax= total_taxes=[{'amount':900000000000000},{'amount':900000000000000}]")]
    public void A_missing_or_impossible_amount_is_set_aside(string changes) =>
        Assert.Equal((WebhookVerdict.Quarantined, "bad-amount"), Outcome(Change(Taxed, changes)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"us\"")]
    [InlineData("\"usdt\"")]
    [InlineData("\"xxx\"")]
    [InlineData("\"uſd\"")]
    [InlineData("840")]
    public void An_unknown_currency_is_set_aside(string json) =>
        Assert.Equal(
            (WebhookVerdict.Quarantined, "bad-currency"), Outcome(Deliveries.With(Taxed, "currency", json.Length == 0 ? null : json)));

    /// <summary>
    /// Applies <c>path=json</c> pairs with blanks between; nothing after the sign removes the member.
    /// </summary>
    private static byte[] Change(byte[] body, string changes) => changes
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(change => change.Split('=', 2))
        .Aggregate(body, (changed, pair) => Deliveries.With(
            changed, pair[0], pair[1].Length == 0 ? null : pair[1].Replace('\'', '"')));

    private static (WebhookVerdict Verdict, string? Reason) Outcome(byte[] body)
    {
        var reading = Deliveries.Deliver(body);
        Assert.NotNull(reading.Message);
        return (reading.Verdict, reading.Reason);
    }
}
