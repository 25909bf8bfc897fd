using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-04, AF-05: a sign-up reported by the host's server.</summary>
public class LeadEndpointTests
{
    private const string Path = "/affiliate/api/v1/track/lead";

    [Fact]
    public async Task AF_01_AF_05_a_lead_joins_the_customer_to_the_click()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);

        var body = await LeadAsync(host, $$"""{"customer_key":"user-7","click_id":"{{click}}","email":"Alpha@Example.com"}""").JsonAsync();

        Assert.Equal(["success", "message", "lead_id", "partner_id", "click_id", "reason", "deduped"], body.Names());
        Assert.True(body.GetProperty("success").GetBoolean());
        Assert.Equal(partner.Id.ToString(), body.GetProperty("partner_id").GetString());
        Assert.Equal(click, body.GetProperty("click_id").GetString());
        Assert.Equal(partner.Id, Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).PartnerId);
    }

    [Fact]
    public async Task AF_04_the_email_is_kept_hashed_and_masked_only()
    {
        await using var host = await TestHost.StartAsync();

        await LeadAsync(host, """{"customer_key":"user-7","email":"Alpha@Example.com"}""").JsonAsync();

        var customer = Assert.Single(await host.Store.ListAsync(Query<Customer>.All, default));
        Assert.Equal("a***@e***.com", customer.EmailMasked);
        Assert.DoesNotContain("alpha@example", customer.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains("alpha@example", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("{}", "customer_key")]
    [InlineData("""{"click_id":null,"customer_key":null}""", "customer_key")]
    [InlineData("""{"click_id":"","customer_key":""}""", "customer_key")]
    [InlineData("""{"click_id":"made-up"}""", "click_id")]
    [InlineData("""{"email":"alpha@example.com"}""", "customer_key")]
    public async Task AF_05_without_click_and_customer_it_is_400(string body, string field)
    {
        await using var host = await TestHost.StartAsync();

        var problem = await LeadAsync(host, body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal([field], problem.GetProperty("errors").Names());
        Assert.Empty(await host.Store.ListAsync(Query<Lead>.All, default));
    }

    [Fact]
    public async Task A_made_up_click_id_does_not_lose_the_lead()
    {
        await using var host = await TestHost.StartAsync();

        var body = await LeadAsync(host, """{"customer_key":"user-7","click_id":"made-up"}""").JsonAsync();

        Assert.True(body.GetProperty("success").GetBoolean());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("partner_id").ValueKind);
        Assert.NotNull(body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AF_08_a_duplicate_sign_up_is_harmless()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);
        var body = $$"""{"customer_key":"user-7","click_id":"{{click}}"}""";
        var first = await LeadAsync(host, body).JsonAsync();

        var again = await LeadAsync(host, body).JsonAsync();

        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.Equal(first.GetProperty("lead_id").GetString(), again.GetProperty("lead_id").GetString());
        Assert.Single(await host.Store.ListAsync(Query<Lead>.All, default));
    }

    /// <summary>AF-08: the caller learns at once that what it passes on is no click id.</summary>
    [Fact]
    public async Task AF_08_what_is_no_click_id_is_named_as_the_reason()
    {
        await using var host = await TestHost.StartAsync();

        var body = await LeadAsync(host, """{"customer_key":"user-7","click_id":"made-up"}""").JsonAsync();

        Assert.Equal("unreadable_click_id", body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_customer_whom_somebody_decided_nobody_is_credited_for_is_nobodys()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);
        await LeadAsync(host, $$"""{"customer_key":"user-7","click_id":"{{click}}"}""").JsonAsync();
        await host.PostAsync(
            "/affiliate/api/v1/referrals/correct", """{"customer_key":"user-7","partner_id":null,"reason":"Agreed."}""",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        var again = await LeadAsync(host, """{"customer_key":"user-7"}""").JsonAsync();
        var next = await LeadAsync(host, """{"customer_key":"user-7","event_name":"demo_booked"}""").JsonAsync();

        Assert.All([again, next], body => Assert.Equal(
            (JsonValueKind.Null, "detached"), (body.GetProperty("partner_id").ValueKind, body.GetProperty("reason").GetString())));
    }

    [Fact]
    public async Task A_named_step_is_a_lead_of_its_own()
    {
        await using var host = await TestHost.StartAsync();

        await LeadAsync(host, """{"customer_key":"user-7"}""").JsonAsync();
        await LeadAsync(host, """{"customer_key":"user-7","event_name":"demo_booked"}""").JsonAsync();

        Assert.Equal(
            ["demo_booked", "sign_up"], (await host.Store.ListAsync(Query<Lead>.All, default)).Select(lead => lead.EventName).Order());
    }

    private static async Task<string> ClickAsync(TestHost host) =>
        (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync()).GetProperty("click_id").GetString()!;

    private static async Task<HttpResponseMessage> LeadAsync(TestHost host, string body) =>
        await host.PostAsync(Path, body, ("Authorization", $"Bearer {await host.AddKeyAsync()}"));
}
