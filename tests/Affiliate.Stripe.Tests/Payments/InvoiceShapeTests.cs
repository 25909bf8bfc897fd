namespace Affiliate.Stripe.Tests;

/// <summary>An invoice says the same in the words of every API version (mistake 17).</summary>
public class InvoiceShapeTests
{
    private const string Envelope = """
        {"id":"evt_1","object":"event","type":"invoice.paid","created":1773480420,"livemode":true,"account":null,
         "pending_webhooks":2,"api_version":$version,"request":$request,"data":{"object":$object}}
        """;

    private const string Common = """
        "id":"in_7","object":"invoice","total":13200,"amount_paid":6600,"amount_due":6600,"currency":"eur",
        "billing_reason":"subscription_cycle","customer":"cus_7","metadata":{"affiliate_customer":"user-7"},
        "starting_balance":-6600,"status_transitions":{"paid_at":1773480413}
        """;

    private const string Endive = "{" + Common + """
        ,"status":"paid","customer_account":null,"total_excluding_tax":11000,
        "total_taxes":[{"amount":1500,"tax_behavior":"exclusive"},{"amount":700,"tax_behavior":"inclusive"}],
        "parent":{"type":"subscription_details","quote_details":null,"subscription_details":
         {"subscription":"sub_7","metadata":{"affiliate_click":"$click"}}},
        "payments":{"object":"list","data":[{"object":"invoice_payment","payment":
         {"type":"payment_intent","payment_intent":"pi_7"}}]},
        "lines":{"object":"list","has_more":false,"data":[{"amount":11000,"period":{"start":1773480413,"end":1805016413},
         "pricing":{"type":"price_details","price_details":{"price":"price_7","product":"prod_7"}},
         "parent":{"type":"subscription_item_details"},"metadata":{}}]}}
        """;

    private const string Acacia = "{" + Common + """
        ,"status":"paid","paid":true,"total_excluding_tax":11000,"tax":2200,
        "total_tax_amounts":[{"amount":1500,"inclusive":false},{"amount":700,"inclusive":true}],
        "subscription":"sub_7","subscription_details":{"metadata":{"affiliate_click":"$click"}},
        "payment_intent":"pi_7","charge":null,
        "lines":{"object":"list","has_more":false,"data":[{"amount":11000,"period":{"start":1773480413,"end":1805016413},"type":"subscription",
         "price":{"id":"price_7","product":"prod_7"},"plan":{"product":"prod_7"},"metadata":{}}]}}
        """;

    private const string Of2020 = "{" + Common + """
        ,"status":"paid","paid":true,"tax":2200,
        "total_tax_amounts":[{"amount":1500,"inclusive":false},{"amount":700,"inclusive":true}],
        "subscription":"sub_7","payment_intent":{"id":"pi_7","object":"payment_intent"},"charge":null,
        "lines":{"object":"list","has_more":false,"data":[{"amount":11000,"period":{"start":1773480413,"end":1805016413},"type":"subscription",
         "plan":{"id":"price_7","product":"prod_7"},"metadata":{"affiliate_click":"$click"}}]}}
        """;

    private const string Of2017 = "{" + Common + """
        ,"paid":true,"tax":2200,"subscription":"sub_7","payment_intent":"pi_7",
        "lines":{"object":"list","has_more":false,"data":[{"amount":11000,"period":{"start":1773480413,"end":1805016413},"type":"subscription",
         "plan":{"id":"price_7","product":"prod_7"},"metadata":{"affiliate_click":"$click"}}]}}
        """;

    private const string SideBySide = "{" + Common + """
        ,"status":"paid","paid":true,"total_excluding_tax":11000,"tax":2200,
        "total_taxes":[{"amount":1500},{"amount":700}],"total_tax_amounts":[{"amount":1500},{"amount":700}],
        "parent":{"type":"subscription_details","subscription_details":
         {"subscription":"sub_7","metadata":{"affiliate_click":"$click"}}},
        "subscription":"sub_7","subscription_details":{"metadata":{"affiliate_click":"$click"}},
        "payments":{"data":[{"payment":{"payment_intent":"pi_7"}}]},"payment_intent":"pi_7",
        "lines":{"data":[{"amount":11000,"period":{"start":1773480413,"end":1805016413},"price":{"id":"price_7","product":"prod_7"},
         "pricing":{"price_details":{"price":"price_7","product":"prod_7"}}}]}}
        """;

    [Theory]
    [InlineData(Endive, "\"2026-10-28.endive\"", "{\"id\":null,\"idempotency_key\":null}")]
    [InlineData(Acacia, "\"2024-09-30.acacia\"", "{\"id\":\"req_1\",\"idempotency_key\":null}")]
    [InlineData(Of2020, "\"2020-08-27\"", "null")]
    [InlineData(Of2017, "null", "\"req_1\"")]
    [InlineData(SideBySide, "\"2025-03-31.basil\"", "null")]
    public void Twins_in_old_and_new_words_give_identical_facts(string invoice, string version, string request)
    {
        var click = new ClickId(new Guid("0190a1b2c3d4e5f60718293a4b5c6d7e")).ToString();
        var body = Envelope
            .Replace("$version", version, StringComparison.Ordinal)
            .Replace("$request", request, StringComparison.Ordinal)
            .Replace("$object", invoice, StringComparison.Ordinal)
            .Replace("$click", click, StringComparison.Ordinal);

        var reading = Deliveries.Deliver(body);

        var expected = new Payment
        {
            Source = "stripe:live:self:in_7",
            Provider = "stripe",
            Amount = new Money(5_500, "EUR"),
            Gross = new Money(6_600, "EUR"),
            Kind = SaleKind.Renewal,
            ProductId = "prod_7",
            Lines = [new SaleLine("prod_7", 1, 5_500) { PriceId = "price_7" }],
            OccurredAt = DateTimeOffset.FromUnixTimeSeconds(1773480413),
            Aliases = ["stripe:live:self:pi_7"],
            SubscriptionReference = "stripe:live:self:sub_7",
            SubscriptionInterval = "annual",
            CustomerReference = "stripe:live:self:cus_7",
            Evidence = new PaymentEvidence { CustomerKey = "user-7" },
            SubscriptionEvidence = new PaymentEvidence { Click = click },
        };
        Assert.Equivalent(expected, Assert.Single(reading.Facts), strict: true);
    }
}
