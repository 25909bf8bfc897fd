using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-17 to AF-19: a sale reported by the host's server.</summary>
public class SaleEndpointTests
{
    private const string Path = "/affiliate/api/v1/track/sale";

    [Fact]
    public async Task AF_17_a_sale_of_a_referred_customer_earns_a_commission()
    {
        await using var host = await ReferredAsync();

        var body = await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""").JsonAsync();

        Assert.Equal(["sale_id", "commission_id", "message", "reason", "deduped"], body.Names());
        var sale = Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
        var commission = Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default));
        Assert.Equal(sale.Id.ToString(), body.GetProperty("sale_id").GetString());
        Assert.Equal(commission.Id.ToString(), body.GetProperty("commission_id").GetString());
        Assert.Equal((9_900, "USD", 1_980), (sale.AmountMinorUnits, sale.Currency, commission.AmountMinorUnits));
        Assert.False(body.GetProperty("deduped").GetBoolean());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task AF_18_a_sale_that_earns_nothing_is_kept_with_the_reason()
    {
        await using var host = await ReferredAsync();

        var nobody = await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"stranger"}""").JsonAsync();
        var nothing = await SellAsync(host, """{"transaction_id":"t-2","amount_cents":0,"customer_key":"user-7"}""").JsonAsync();

        Assert.Equal((JsonValueKind.Null, "unattributed"), (nobody.GetProperty("commission_id").ValueKind, nobody.GetProperty("reason").GetString()));
        Assert.Equal((JsonValueKind.Null, "zero_amount"), (nothing.GetProperty("commission_id").ValueKind, nothing.GetProperty("reason").GetString()));
        Assert.Equal(2, (await host.Store.ListAsync(Query<Sale>.All, default)).Count);
    }

    /// <summary>What the host's own provider calls a card is compared with what the partner paid with, and never stored as it is.</summary>
    [Fact]
    public async Task A_sale_that_was_paid_with_the_partners_card_earns_nothing()
    {
        await using var host = await ReferredAsync();
        var alpha = Assert.Single(await host.Store.ListAsync(Query<Partner>.All, default));
        await host.SendAsync(
            HttpMethod.Patch, $"/affiliate/api/v1/partners/{alpha.Id}", """{"user_key":"owner-1"}""", "application/json",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"owner-1","payment_fingerprint":"card-1"}""").JsonAsync();
        var sale = await SellAsync(
            host, """{"transaction_id":"t-2","amount_cents":9900,"customer_key":"user-7","payment_fingerprint":"card-1"}""").JsonAsync();

        Assert.Equal("self_referral_payment", sale.GetProperty("reason").GetString());
        Assert.All(await host.Store.ListAsync(Query<Customer>.All, default), one => Assert.Matches("^[^:]+:[0-9a-f]{64}$", one.PaymentFingerprints));
        await SellAsync(host, $$"""{"transaction_id":"t-3","amount_cents":1,"customer_key":"user-7","payment_fingerprint":"{{new string('x', 256)}}"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task AF_18_a_sale_outside_the_window_is_kept_without_commission_and_says_so()
    {
        await using var host = await ReferredAsync();
        var click = (await host.ClicksAsync())[0];
        host.Time.Advance(TimeSpan.FromDays(91));

        var late = await SellAsync(host, $$"""{"transaction_id":"t-1","amount_cents":9900,"customer_key":"other","click_id":"{{click.Id}}"}""").JsonAsync();
        var bound = await SellAsync(host, """{"transaction_id":"t-2","amount_cents":9900,"customer_key":"user-7"}""").JsonAsync();

        Assert.Equal((JsonValueKind.Null, "outside_window"), (late.GetProperty("commission_id").ValueKind, late.GetProperty("reason").GetString()));
        Assert.NotNull(late.GetProperty("sale_id").GetString());
        Assert.NotNull(bound.GetProperty("commission_id").GetString());
    }

    [Theory]
    [InlineData("1000000000000001", HttpStatusCode.BadRequest)]
    [InlineData("9223372036854775808", HttpStatusCode.BadRequest)]
    [InlineData("-1", HttpStatusCode.BadRequest)]
    [InlineData("99.5", HttpStatusCode.BadRequest)]
    [InlineData("9900,\"currency\":\"\"", HttpStatusCode.BadRequest)]
    [InlineData("9900,\"currency\":\"XXX\"", HttpStatusCode.BadRequest)]
    [InlineData("1000000000000000", HttpStatusCode.OK)]
    public async Task AF_17_I9_the_largest_amount_is_taken_and_one_more_is_400(string amount, HttpStatusCode status)
    {
        await using var host = await ReferredAsync();

        using var answer = await SellAsync(host, $$"""{"transaction_id":"t-1","amount_cents":{{amount}},"customer_key":"user-7"}""");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 200_000_000_000_000 : 0, (await host.Store.ListAsync(Query<Commission>.All, default)).Sum(c => c.AmountMinorUnits));
    }

    [Fact]
    public async Task AF_19_the_same_transaction_again_is_the_same_sale()
    {
        await using var host = await ReferredAsync();
        const string body = """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7","sale_type":"subscription"}""";
        var first = await SellAsync(host, body).JsonAsync();
        host.Time.Advance(TimeSpan.FromHours(1));

        var again = await SellAsync(host, body).JsonAsync();

        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.Equal(first.GetProperty("sale_id").GetString(), again.GetProperty("sale_id").GetString());
        Assert.Equal(first.GetProperty("commission_id").GetString(), again.GetProperty("commission_id").GetString());
        Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default));
    }

    [Theory]
    [InlineData("""{"transaction_id":"t-1","amount_cents":9901,"customer_key":"user-7"}""")]
    [InlineData("""{"transaction_id":"t-1","amount_cents":9900,"currency":"EUR","customer_key":"user-7"}""")]
    [InlineData("""{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-8"}""")]
    [InlineData("""{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7","sale_type":"subscription"}""")]
    public async Task C11_the_same_transaction_with_another_meaning_is_409_and_changes_nothing(string other)
    {
        await using var host = await ReferredAsync();
        await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""").JsonAsync();
        var before = await host.Store.ListAsync(Query<PaymentReference>.All, default);

        await SellAsync(host, other).ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");

        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
        Assert.Equal(before, await host.Store.ListAsync(Query<PaymentReference>.All, default));
    }

    [Fact]
    public async Task T2_two_hundred_at_once_are_one_sale()
    {
        await using var host = await ReferredAsync();

        var answers = await host.WhileTimePassesAsync(Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}"""))));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK }));
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
        Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default));
    }

    [Fact]
    public async Task Transaction_ids_are_unique_per_program_only()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("one", _ => { }).AddProgram("two", _ => { }));

        foreach (var program in new[] { "one", "two" })
        {
            var key = await host.AddKeyAsync(program: program);
            var body = await host.PostAsync(
                Path, """{"transaction_id":"t-1","amount_cents":9900}""", ("Authorization", $"Bearer {key}")).JsonAsync();
            Assert.False(body.GetProperty("deduped").GetBoolean());
        }
    }

    [Fact]
    public async Task Everything_that_is_told_of_the_sale_is_kept()
    {
        await using var host = await ReferredAsync();

        await SellAsync(host, """
            {"transaction_id":"t-1","amount_cents":1000,"currency":"jpy","customer_key":"user-7","sale_type":"subscription",
             "is_recurring":true,"subscription_id":"sub-1","subscription_interval":"monthly","product_id":"pro",
             "line_items":[{"sku":"x"}],"occurred_at":"2026-03-01T00:00:00Z","coupon":"SAVE"}
            """).JsonAsync();

        var sale = Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
        Assert.Equal(
            ("JPY", SaleKind.Renewal, "pro", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)),
            (sale.Currency, sale.Kind, sale.ProductId, sale.OccurredAt));
        Assert.EndsWith("sub-1", sale.SubscriptionReference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_id_alone_credits_its_partner_and_a_made_up_one_nobody()
    {
        await using var host = await ReferredAsync();
        var click = (await host.ClicksAsync())[0];

        var credited = await SellAsync(host, $$"""{"transaction_id":"t-1","amount_cents":100,"click_id":"{{click.Id}}"}""").JsonAsync();
        var nobody = await SellAsync(host, """{"transaction_id":"t-2","amount_cents":100,"click_id":"made-up"}""").JsonAsync();

        Assert.NotNull(credited.GetProperty("commission_id").GetString());
        Assert.Equal("unattributed", nobody.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AF_19_a_host_may_have_repeats_answered_with_409()
    {
        await using var host = await ReferredAsync(affiliate => affiliate.ConfigureHttp(http => http.RefusesRepeatedSales = true));
        const string sale = """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""";
        const string conversion = """{"event_type":"purchase","value":99,"idempotency_key":"c-1","customer_key":"user-7"}""";
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await host.PostAsync(Path, sale, key).JsonAsync();
        await host.PostAsync("/affiliate/api/v1/conversions", conversion, key).JsonAsync();

        await host.PostAsync(Path, sale, key).ProblemAsync(HttpStatusCode.Conflict, "already_recorded");
        await host.PostAsync("/affiliate/api/v1/conversions", conversion, key).ProblemAsync(HttpStatusCode.Conflict, "already_recorded");

        Assert.Equal(2, (await host.Store.ListAsync(Query<Commission>.All, default)).Count);
    }

    /// <summary>A host whose customer <c>user-7</c> was sent by partner <c>alpha</c>.</summary>
    private static async Task<TestHost> ReferredAsync(Action<AffiliateBuilder>? configure = null)
    {
        var host = await TestHost.StartAsync(configure);
        await host.AddPartnerAsync("alpha");
        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        await host.PostAsync(
            "/affiliate/api/v1/track/lead",
            $$"""{"customer_key":"user-7","click_id":"{{click.GetProperty("click_id").GetString()}}"}""",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();
        return host;
    }

    private static async Task<HttpResponseMessage> SellAsync(TestHost host, string body) =>
        await host.PostAsync(Path, body, ("Authorization", $"Bearer {await host.AddKeyAsync()}"));
}
