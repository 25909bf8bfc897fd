using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-07, semantics 18: test mode answers as the live call would, and leaves no trace where it counts.</summary>
public class TestModeTests
{
    private const string Lead = "/affiliate/api/v1/track/lead";
    private const string Sale = "/affiliate/api/v1/track/sale";

    [Fact]
    public async Task AF_07_a_test_lead_needs_no_key_in_development_and_says_where_it_is()
    {
        await using var host = await TestHost.StartAsync();
        var program = await host.ProgramAsync();

        var body = await host.PostAsync(
            Lead, $$$"""{"customer_key":"user-1","additional_data":{"test_mode":true,"program_id":"{{{program.Id}}}"}}""").JsonAsync();

        var data = body.GetProperty("data");
        Assert.Equal(["eventId", "programId", "test_mode", "is_test"], data.Names());
        Assert.StartsWith("evt_", data.GetProperty("eventId").GetString(), StringComparison.Ordinal);
        Assert.Equal(program.Id.ToString(), data.GetProperty("programId").GetString());
        Assert.True(body.GetProperty("success").GetBoolean());
        var lead = Assert.Single(await host.Store.ListAsync(Query<Lead>.All, default));
        Assert.Equal(program.Id.Test(), lead.ProgramId);
    }

    [Fact]
    public async Task AF_07_outside_development_the_owner_must_have_switched_it_on()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.Configure(o => o.Secrets["1"] = Convert.ToBase64String(new byte[32])), environment: "Production");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        const string Body = """{"additional_data":{"test_mode":true}}""";

        await host.PostAsync(Lead, Body).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"keyless_test_leads":true}""", "application/json", key).JsonAsync();
        await host.PostAsync(Lead, Body).JsonAsync();

        await host.PostAsync(Lead, """{"customer_key":"user-1"}""").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task The_twin_keeps_ten_leads_without_a_key_and_drops_the_oldest()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var number in Enumerable.Range(1, 13))
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.PostAsync(Lead, $$$"""{"customer_key":"user-{{{number}}}","additional_data":{"test_mode":true}}""").JsonAsync();
        }

        var customers = await host.Store.ListAsync(Query<Customer>.All.Ascending(c => c.CreatedAt), default);
        Assert.Equal(10, customers.Count);
        Assert.Equal(("keyless:user-4", "keyless:user-13"), (customers[0].Key, customers[^1].Key));
        Assert.Equal(10, (await host.Store.ListAsync(Query<Lead>.All, default)).Count);
    }

    [Fact]
    public async Task A_test_call_answers_as_the_live_one_would_and_nothing_of_it_counts()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.On<LeadCreated>(
            "count", (_, _, _) => throw new InvalidOperationException("nobody hears of tests")));
        var partner = await host.AddPartnerAsync("alpha");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var click = (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync()).GetProperty("click_id").GetString();
        var lead = $$$"""{"customer_key":"user-1","click_id":"{{{click}}}","additional_data":{"test_mode":true}}""";

        var answer = await host.PostAsync(Lead, lead, key).JsonAsync();
        var sale = await host.PostAsync(
            Sale, """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-1","additional_data":{"test_mode":true}}""", key).JsonAsync();

        Assert.Equal((partner.Id.ToString(), click), (answer.GetProperty("partner_id").GetString(), answer.GetProperty("click_id").GetString()));
        Assert.StartsWith("com_", sale.GetProperty("commission_id").GetString(), StringComparison.Ordinal);
        await AssertNothingCountsAsync(host, key, partner);
        Assert.Empty(await host.Store.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.Handler), default));
    }

    [Fact]
    public async Task A_test_key_opens_test_data_only()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var program = await host.ProgramAsync();
        var keys = (ApiKeys)host.Services.GetService(typeof(ApiKeys))!;
        var made = await keys.CreateAsync(program.Id, "test", ApiScopes.All, isTest: true);
        Assert.StartsWith("aff_test_", made.Secret, StringComparison.Ordinal);
        var key = ("Authorization", $"Bearer {made.Secret}");
        var live = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        Assert.Equal(0, (await host.GetAsync("/affiliate/api/v1/partners", key).JsonAsync()).GetProperty("total").GetInt32());
        await host.PostAsync("/affiliate/api/v1/partners", """{"email":"test@example.com","slug":"test"}""", key).JsonAsync();
        var lead = await host.PostAsync(Lead, $$"""{"customer_key":"user-1","program_id":"{{program.Id}}"}""", key).JsonAsync();
        Assert.True(lead.GetProperty("data").GetProperty("is_test").GetBoolean());
        await host.PostAsync(Sale, """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-1"}""", key).JsonAsync();
        await host.GetAsync($"/affiliate/api/v1/partners/{partner.Id}", key).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"name":"x"}""", "application/json", key)
            .ProblemAsync(HttpStatusCode.Forbidden, "test_key");
        Assert.Equal("default", (await host.GetAsync("/affiliate/api/v1/programs/me", key).JsonAsync()).GetProperty("key").GetString());

        Assert.Equal(1, (await host.GetAsync("/affiliate/api/v1/partners", live).JsonAsync()).GetProperty("total").GetInt32());
        await AssertNothingCountsAsync(host, live, partner);
    }

    [Fact]
    public async Task AF_09_a_click_with_a_test_key_is_a_row_of_the_twin_that_leads_and_sales_can_name()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var program = await host.ProgramAsync();
        var made = await ((ApiKeys)host.Services.GetService(typeof(ApiKeys))!).CreateAsync(program.Id, "test", ApiScopes.Track, isTest: true);
        var test = ("Authorization", $"Bearer {made.Secret}");
        var live = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        var click = (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", test).JsonAsync()).GetProperty("click_id").GetString();
        var lead = await host.PostAsync(Lead, $$"""{"customer_key":"user-1","click_id":"{{click}}"}""", test).JsonAsync();

        Assert.Equal((partner.Id.ToString(), click), (lead.GetProperty("partner_id").GetString(), lead.GetProperty("click_id").GetString()));
        Assert.Equal(program.Id.Test(), Assert.Single(await host.Store.ListAsync(Query<Click>.All, default)).ProgramId);
        await AssertNothingCountsAsync(host, live, partner);
    }

    [Theory]
    [InlineData("aff_test_unknown0000000000")]
    [InlineData("other program")]
    [InlineData("read only")]
    public async Task AF_09_a_click_with_a_test_key_that_is_no_good_is_refused(string kind)
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("default", _ => { }).AddProgram("other", _ => { }));
        await host.AddPartnerAsync("alpha");
        var keys = (ApiKeys)host.Services.GetService(typeof(ApiKeys))!;
        var program = (await host.ProgramAsync(kind == "other program" ? "other" : "default")).Id;
        var token = kind.StartsWith("aff", StringComparison.Ordinal)
            ? kind
            : (await keys.CreateAsync(program, "test", kind == "read only" ? ApiScopes.Read : ApiScopes.Track, isTest: true)).Secret;

        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", ("Authorization", $"Bearer {token}"))
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        Assert.Empty(await host.Store.ListAsync(Query<Click>.All, default));
    }

    [Fact]
    public async Task Nobody_without_a_key_can_name_the_twin()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var twin = (await host.ProgramAsync()).Id.Test();

        await host.PostAsync("/affiliate/track/click", $$"""{"ref":"alpha","program_id":"{{twin}}"}""")
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private static async Task AssertNothingCountsAsync(TestHost host, (string, string) key, Partner partner)
    {
        var analytics = await host.GetAsync("/affiliate/api/v1/analytics", key).JsonAsync();
        Assert.DoesNotContain("\"leads\":1", analytics.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"conversions\":1", analytics.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await host.GetAsync("/affiliate/api/v1/commissions", key).JsonAsync()).GetProperty("total").GetInt32());
        var events = await host.GetAsync("/affiliate/api/v1/events", key).JsonAsync();
        Assert.DoesNotContain(events.GetProperty("data").EnumerateArray(), item => item.GetProperty("type").GetString() is "lead.created" or "sale.created");
        Assert.Empty(await host.Store.ListAsync(Query<LedgerEntry>.All.Equal(e => e.PartnerId, partner.Id), default));
        var dry = await host.PostAsync("/affiliate/api/v1/payouts/generate", """{"dry_run":true}""", key).JsonAsync();
        Assert.Equal(JsonValueKind.Object, dry.ValueKind);
    }
}
