using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-24, AH-25, AF-28, TX-03, TX-04: rules, groups and conversions over HTTP.</summary>
public class PlansApiTests
{
    [Fact]
    public async Task AH_24_a_flow_is_added_with_its_fields_and_decides_about_sales()
    {
        await using var host = await StartAsync();

        var flow = await CallAsync(host, "POST", "/flows", """
            {"name":"Big orders","action_type":"percentage","action_value":30,"priority":10,
             "conditions":[{"field":"txn_amount_cents","operator":"gte","value":5000},
                           {"any":[{"field":"partner_slug","operator":"eq","value":"alpha"},{"field":"provider","operator":"in","value":["stripe","paddle"]}]}]}
            """).JsonAsync();
        await CallAsync(host, "POST", "/flows", """{"name":"Small","action_type":"flat","action_value":150}""").JsonAsync();
        await ReferAsync(host, "user-7");
        var big = await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""");
        var small = await SellAsync(host, """{"transaction_id":"t-2","amount_cents":4999,"customer_key":"user-7"}""");
        var listed = await CallAsync(host, "GET", "/flows").JsonAsync();

        Assert.StartsWith("flw_", flow.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("transaction_completed", 30m, 10, true), (
            flow.GetProperty("event").GetString(), flow.GetProperty("action_value").GetDecimal(), flow.GetProperty("priority").GetInt32(),
            flow.GetProperty("active").GetBoolean()));
        Assert.Equal("gte", flow.GetProperty("conditions")[0].GetProperty("operator").GetString());
        Assert.Equal(5_000, flow.GetProperty("conditions")[0].GetProperty("value").GetInt32());
        Assert.Contains("without limit", flow.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal((2_970, 150), (big, small));
        Assert.Equal(["Big orders", "Small"], listed.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_changed_flow_is_a_new_version_of_its_plan()
    {
        await using var host = await StartAsync();
        var flow = await CallAsync(host, "POST", "/flows", """{"name":"Ten","action_type":"percentage","action_value":10}""").JsonAsync();
        await ReferAsync(host, "old");
        host.Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await CallAsync(
            host, "PATCH", $"/flows/{flow.GetProperty("id").GetString()}", """{"action_type":"percentage","action_value":50}""").JsonAsync();
        await ReferAsync(host, "new");

        Assert.Equal(2, changed.GetProperty("plan_version").GetInt32());
        Assert.Equal(990, await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"old"}"""));
        Assert.Equal(4_950, await SellAsync(host, """{"transaction_id":"t-2","amount_cents":9900,"customer_key":"new"}"""));
    }

    /// <summary>What a plan and a program can be switched to is kept, shown, and decides.</summary>
    [Fact]
    public async Task Options_of_plans_are_saved_shown_and_decide()
    {
        await using var host = await StartAsync();
        var plan = await CallAsync(host, "POST", "/plans", """
            {"name":"Options","default":true,"selection":"stack_all","round_each_line":true,"base":"gross","excluded_products":["setup"],
             "flat_until_full":true,"keep_refunds_up_to_cents":500,
             "flows":[{"name":"Ten","action_type":"percentage","action_value":10,"hold_period_days":60},
                      {"name":"Five","action_type":"percentage","action_value":5}]}
            """).JsonAsync();
        await CallAsync(host, "PATCH", "/programs/me", """{"hold_to_month_end":true}""").JsonAsync();
        await ReferAsync(host, "user-7");

        var paid = await SellAsync(host, """
            {"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7",
             "line_items":[{"product_id":"pro","quantity":1,"amount_cents":9000},{"product_id":"setup","quantity":1,"amount_cents":900}]}
            """);

        Assert.Equal(
            ("stack_all", true, "gross", "setup", true, 500, 60),
            (plan.GetProperty("selection").GetString(), plan.GetProperty("round_each_line").GetBoolean(), plan.GetProperty("base").GetString(),
                plan.GetProperty("excluded_products")[0].GetString(), plan.GetProperty("flat_until_full").GetBoolean(),
                plan.GetProperty("keep_refunds_up_to_cents").GetInt32(), plan.GetProperty("flows")[0].GetProperty("hold_period_days").GetInt32()));
        Assert.Equal(1_350, paid);
        var commission = (await host.Store.ListAsync(Query<Commission>.All, default)).Single();
        Assert.Equal((1, TimeSpan.Zero), (commission.HoldUntil.Day, commission.HoldUntil.TimeOfDay));
        Assert.InRange(commission.HoldUntil - host.Time.GetUtcNow(), TimeSpan.FromDays(60), TimeSpan.FromDays(92));
        await CallAsync(host, "PATCH", $"/plans/{plan.GetProperty("id").GetString()}", """{"flat_proportional":true}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":101}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":-1}""")]
    [InlineData("""{"name":"x","action_type":"flat","action_value":1.5}""")]
    [InlineData("""{"name":"x","action_type":"flat","action_value":1,"currency":"XYZ"}""")]
    [InlineData("""{"name":"x","action_type":"free","action_value":1}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":1,"event":"nothing"}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":1,"conditions":[{"field":"colour","operator":"eq","value":1}]}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":1,"conditions":[{"field":"provider","operator":"like","value":"a"}]}""")]
    [InlineData("""{"name":"x","action_type":"flat","action_value":5,"event":"click_qualified"}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":1,"conditions":[{"any":[]}]}""")]
    [InlineData("""{"name":"x","action_type":"percentage","action_value":1,"conditions":[{"all":[{"any":[]}]}]}""")]
    [InlineData("""{"name":"x","action_type":"flat","action_value":5,"currency":""}""")]
    public async Task A_flow_that_makes_no_sense_is_400(string body)
    {
        await using var host = await StartAsync();

        await CallAsync(host, "POST", "/flows", body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Empty(await host.Store.ListAsync(Query<Plan>.All, default));
    }

    [Fact]
    public async Task AF_28_a_group_has_terms_and_partners_move_into_it()
    {
        await using var host = await StartAsync();
        var groups = (await CallAsync(host, "GET", "/groups").JsonAsync()).GetProperty("data");
        var gold = await CallAsync(
            host, "POST", "/groups", """{"name":"Gold","commission_pct":35,"hold_period_days":3,"hold_to_month_end":true,"approval":"manual"}""").JsonAsync();
        var alpha = (await host.Store.ListAsync(Query<Partner>.All, default)).Single();
        await ReferAsync(host, "user-7");

        await CallAsync(host, "POST", $"/partners/{alpha.Id}/terms", $$"""{"group_id":"{{gold.GetProperty("id").GetString()}}"}""").JsonAsync();

        Assert.Equal("Default", groups[0].GetProperty("name").GetString());
        var changed = await CallAsync(host, "PATCH", $"/groups/{gold.GetProperty("id").GetString()}", """{"hold_to_month_end":null}""").JsonAsync();
        Assert.Equal((JsonValueKind.True, JsonValueKind.Null), (
            gold.GetProperty("hold_to_month_end").ValueKind, changed.GetProperty("hold_to_month_end").ValueKind));
        Assert.Equal(3_465, await SellAsync(host, """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}"""));
        await CallAsync(host, "POST", "/groups", """{"name":"Gold"}""").ProblemAsync(HttpStatusCode.Conflict, "name_taken");
    }

    [Fact]
    public async Task TX_03_TX_04_a_conversion_is_recorded_once_and_another_meaning_is_409()
    {
        await using var host = await StartAsync();
        await ReferAsync(host, "user-7");
        const string body = """{"event_type":"purchase","value":99.00,"currency":"USD","idempotency_key":"order-1","customer_key":"user-7"}""";

        var first = await CallAsync(host, "POST", "/conversions", body).JsonAsync();
        var again = await CallAsync(host, "POST", "/conversions", body).JsonAsync();

        Assert.Equal((false, true), (first.GetProperty("deduped").GetBoolean(), again.GetProperty("deduped").GetBoolean()));
        Assert.Equal(first.GetProperty("conversion_id").GetString(), again.GetProperty("conversion_id").GetString());
        Assert.Equal(9_900, Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default)).AmountMinorUnits);
        await CallAsync(host, "POST", "/conversions", body.Replace("99.00", "98.00", StringComparison.Ordinal))
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
        await CallAsync(host, "POST", "/conversions", body.Replace("purchase", "upgrade", StringComparison.Ordinal))
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
    }

    /// <summary>C11: the header and the field are the same key; one of them is enough, and they must not differ.</summary>
    [Fact]
    public async Task C11_a_conversion_takes_its_key_from_the_header_too()
    {
        await using var host = await StartAsync();
        const string body = """{"event_type":"purchase","value":99.00,"customer_key":"user-7"}""";

        var first = await CallAsync(host, "POST", "/conversions", body, ("Idempotency-Key", "order-1")).JsonAsync();
        var again = await CallAsync(
            host, "POST", "/conversions", body.Replace("{", """{"idempotency_key":"order-1",""", StringComparison.Ordinal)).JsonAsync();

        Assert.Equal((false, true), (first.GetProperty("deduped").GetBoolean(), again.GetProperty("deduped").GetBoolean()));
        Assert.Equal(first.GetProperty("conversion_id").GetString(), again.GetProperty("conversion_id").GetString());
        await CallAsync(host, "POST", "/conversions", body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await CallAsync(
                host, "POST", "/conversions", body.Replace("{", """{"idempotency_key":"order-2",""", StringComparison.Ordinal),
                ("Idempotency-Key", "order-3"))
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    /// <summary>What is refused changes nothing, also not the half that would have been fine.</summary>
    [Fact]
    public async Task A_plan_whose_new_name_is_taken_keeps_its_rules()
    {
        await using var host = await StartAsync();
        await CallAsync(host, "POST", "/plans", """{"name":"First"}""").JsonAsync();
        var second = await CallAsync(host, "POST", "/plans", """{"name":"Second","max_sales":3}""").JsonAsync();
        var path = $"/plans/{second.GetProperty("id").GetString()}";

        await CallAsync(host, "PATCH", path, """{"name":"First","max_sales":12}""").ProblemAsync(HttpStatusCode.Conflict, "name_taken");

        var after = await CallAsync(host, "GET", path).JsonAsync();
        Assert.Equal((1, 3), (after.GetProperty("version").GetInt32(), after.GetProperty("max_sales").GetInt32()));
    }

    [Theory]
    [InlineData("99.001", "USD")]
    [InlineData("99.5", "JPY")]
    [InlineData("-1", "USD")]
    [InlineData("1e3", "USD")]
    [InlineData("99999999999999999999", "USD")]
    public async Task The_value_of_a_conversion_is_exact(string value, string currency)
    {
        await using var host = await StartAsync();

        await CallAsync(
            host, "POST", "/conversions", $$"""{"event_type":"purchase","value":{{value}},"currency":"{{currency}}","idempotency_key":"k"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task AF_17_lines_and_metadata_decide_about_a_sale()
    {
        await using var host = await StartAsync();
        await CallAsync(host, "POST", "/flows", """{"name":"Books","action_type":"percentage","action_value":50,"product_ids":["book"]}""").JsonAsync();
        await CallAsync(host, "POST", "/flows", """
            {"name":"Gold","action_type":"percentage","action_value":10,"priority":5,
             "conditions":[{"field":"metadata.tier","operator":"eq","value":"gold"}]}
            """).JsonAsync();
        await ReferAsync(host, "user-7");

        var lines = await SellAsync(host, """
            {"transaction_id":"t-1","amount_cents":1000,"customer_key":"user-7","subscription_interval":"annual",
             "line_items":[{"product_id":"book","quantity":2,"amount_cents":400},{"product_id":"pen","amount_cents":600}]}
            """);
        var gold = await SellAsync(host, """{"transaction_id":"t-2","amount_cents":1000,"customer_key":"user-7","metadata":{"tier":"gold"}}""");

        Assert.Equal((320, 100), (lines, gold));
    }

    [Fact]
    public async Task A_named_lead_a_click_and_a_goal_are_paid_once()
    {
        await using var host = await StartAsync();
        await CallAsync(host, "POST", "/plans", """
            {"name":"All","flows":[
              {"name":"Demo","event":"lead_created","action_type":"flat","action_value":700,"conditions":[{"field":"event_name","operator":"eq","value":"demo"}]},
              {"name":"Click","event":"click_qualified","action_type":"flat","action_value":5,"caps":[{"scope":"partner","period":"day","amount_cents":100}]}],
             "bonuses":[{"key":"two","metric":"sales","goal":2,"amount_cents":1000}]}
            """).JsonAsync();
        await ReferAsync(host, "user-7");
        await CallAsync(host, "POST", "/track/lead", """{"customer_key":"user-7","event_name":"demo"}""").JsonAsync();
        await CallAsync(host, "POST", "/track/lead", """{"customer_key":"user-7","event_name":"demo"}""").JsonAsync();
        foreach (var sale in new[] { 1, 2, 3 })
        {
            await SellAsync(host, $$"""{"transaction_id":"t-{{sale}}","amount_cents":9900,"customer_key":"user-7"}""");
        }

        var kinds = await UntilAsync(host, commissions => commissions.Any(c => c.Kind == CommissionKind.Lead) && commissions.Any(c => c.Kind == CommissionKind.Bonus));

        Assert.Equal(700, kinds.Single(c => c.Kind == CommissionKind.Lead).AmountMinorUnits);
        Assert.Equal(1_000, kinds.Single(c => c.Kind == CommissionKind.Bonus).AmountMinorUnits);
        Assert.Empty(await host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    private static async Task<List<Commission>> UntilAsync(TestHost host, Func<List<Commission>, bool> isThere)
    {
        List<Commission> commissions;
        var limit = TimeProvider.System.GetTimestamp();
        do
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
            commissions = await host.Store.ListAsync(Query<Commission>.All, default);
        }
        while (!isThere(commissions) && TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromMinutes(2));

        return commissions;
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        return host;
    }

    private static async Task ReferAsync(TestHost host, string customer)
    {
        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        await CallAsync(
            host, "POST", "/track/lead",
            $$"""{"customer_key":"{{customer}}","click_id":"{{click.GetProperty("click_id").GetString()}}"}""").JsonAsync();
    }

    private static async Task<long> SellAsync(TestHost host, string body)
    {
        var answer = await CallAsync(host, "POST", "/track/sale", body).JsonAsync();
        return answer.GetProperty("commission_id").GetString() is { } id
            ? (await host.Store.FindAsync(Commission.ById(AffiliateId.Parse<CommissionId>(id)), default))!.AmountMinorUnits
            : 0;
    }

    private static async Task<HttpResponseMessage> CallAsync(
        TestHost host, string method, string path, string? body = null, params (string, string)[] headers) =>
        await host.SendAsync(
            new HttpMethod(method), "/affiliate/api/v1" + path, body, body is null ? null : "application/json",
            [("Authorization", $"Bearer {await host.AddKeyAsync()}"), .. headers]);
}
