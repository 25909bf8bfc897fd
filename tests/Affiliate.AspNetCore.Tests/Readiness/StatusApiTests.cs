using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-08, AF-27, TX-12, TX-18: the set-up report and the test chain.</summary>
public class StatusApiTests
{
    private const string Path = "/affiliate/api/v1/status";
    private const string Lead = "/affiliate/api/v1/track/lead";
    private const string Sale = "/affiliate/api/v1/track/sale";

    [Fact]
    public async Task AF_27_a_program_that_works_is_ready_and_a_new_one_says_what_to_do()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);

        var fresh = await host.GetAsync(Path, key).JsonAsync();
        Assert.False(fresh.GetProperty("ready").GetBoolean());
        Assert.Equal(["pending", "pending", "pending"], Steps(fresh));
        Assert.Equal(["no_prior_click"], Blocked(fresh));
        var gate = fresh.GetProperty("gates").EnumerateArray().First();
        Assert.Contains("UseAffiliateTracking", gate.GetProperty("next_action").GetString(), StringComparison.Ordinal);

        await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);
        await host.PostAsync(Lead, $$"""{"customer_key":"user-1","click_id":"{{click}}"}""", key).JsonAsync();
        await host.PostAsync(Sale, """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-1"}""", key).JsonAsync();

        var works = await host.GetAsync(Path, key).JsonAsync();
        Assert.True(works.GetProperty("ready").GetBoolean(), works.GetRawText());
        Assert.Equal(["complete", "complete", "complete"], Steps(works));
    }

    [Theory]
    [InlineData("click_id_mismatch", """{"customer_key":"user-1","click_id":"clk_00000000000070008000000000000000"}""", null)]
    [InlineData("click_id_mismatch", """{"customer_key":"user-1","click_id":"GA1.2.345"}""", null)]
    [InlineData("cookie_absent", """{"customer_key":"user-1"}""", null)]
    [InlineData("only_test_mode", """{"customer_key":"user-1","additional_data":{"test_mode":true}}""", null)]
    [InlineData("customer_key_differs", """{"customer_key":"user-1","click_id":"CLICK"}""", "user-2")]
    [InlineData("session_ids_as_keys", """{"customer_key":"cs_test_123","click_id":"CLICK"}""", null)]
    public async Task AF_08_TX_12_each_cause_is_recognised(string cause, string lead, string? buyer)
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);

        await host.PostAsync(Lead, lead.Replace("CLICK", click, StringComparison.Ordinal), key).JsonAsync();
        if (buyer is not null)
        {
            await host.PostAsync(Sale, $$"""{"transaction_id":"t-1","amount_cents":100,"customer_key":"{{buyer}}"}""", key).JsonAsync();
        }

        Assert.Equal([cause], Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task Pages_on_hosts_that_were_forgotten_are_recognised()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", ("Origin", "https://www.forgotten.example")).JsonAsync();

        Assert.Equal(["pages_not_allowed"], Blocked(await host.GetAsync(Path, key).JsonAsync()));
        await ClickAsync(host);
        Assert.Empty(Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task Customers_who_come_by_themselves_are_no_fault_of_the_set_up()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        await host.PostAsync(Lead, $$"""{"customer_key":"sent","click_id":"{{await ClickAsync(host)}}"}""", key).JsonAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            await host.PostAsync(Lead, $$"""{"customer_key":"organic-{{number}}"}""", key).JsonAsync();
        }

        Assert.Empty(Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task Customers_of_long_ago_who_go_on_paying_are_no_fault_of_the_set_up()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        await host.PostAsync(Lead, $$"""{"customer_key":"new","click_id":"{{await ClickAsync(host)}}"}""", key).JsonAsync();
        await host.PostAsync(Sale, """{"transaction_id":"n-1","amount_cents":100,"customer_key":"new"}""", key).JsonAsync();
        await host.PostAsync(Sale, """{"transaction_id":"n-2","amount_cents":100,"customer_key":"new"}""", key).JsonAsync();
        await host.PostAsync(Sale, """{"transaction_id":"o-0","amount_cents":100,"customer_key":"old-0"}""", key).JsonAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            await host.PostAsync(
                Sale, $$"""{"transaction_id":"o-{{number}}","amount_cents":100,"customer_key":"old-{{number}}","is_recurring":true}""", key)
                .JsonAsync();
        }

        Assert.Empty(Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task AF_08_one_address_under_two_keys_is_a_duplicate_sign_up()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        var click = await ClickAsync(host);
        foreach (var user in new[] { "user-1", "user-2" })
        {
            await host.PostAsync(Lead, $$"""{"customer_key":"{{user}}","click_id":"{{click}}","email":"x@mail.example"}""", key).JsonAsync();
        }

        Assert.Equal(["duplicate_sign_up"], Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task TX_12_one_link_for_all_robots_and_missing_signatures_are_recognised()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.AddPaymentWebhook<AcmeWebhook>());
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        foreach (var number in Enumerable.Range(0, 20))
        {
            await host.SendAsync(
                HttpMethod.Post, "/affiliate/track/click", """{"ref":"alpha"}""", "application/json",
                number < 10 ? ("User-Agent", "") : ("X-Other", "1")).JsonAsync();
        }

        Assert.Equal(
            ["one_link_for_all", "unverified_signatures", "low_confidence"], Blocked(await host.GetAsync(Path, key).JsonAsync()));
    }

    [Fact]
    public async Task AF_09_AF_27_the_test_chain_goes_all_the_way_on_test_rows_ten_times_an_hour()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);

        for (var run = 0; run < 10; run++)
        {
            var body = await host.PostAsync(Path + "/test", "{}", key).JsonAsync();
            Assert.True(body.GetProperty("passed").GetBoolean(), body.GetRawText());
            Assert.StartsWith("com_", body.GetProperty("commission_id").GetString(), StringComparison.Ordinal);
        }

        await host.PostAsync(Path + "/test", "{}", key).ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.PostAsync(Path + "/test", "{}", key).JsonAsync();

        Assert.Equal(0, (await host.GetAsync("/affiliate/api/v1/commissions", key).JsonAsync()).GetProperty("total").GetInt32());
        Assert.Equal(0, (await host.GetAsync("/affiliate/api/v1/partners", key).JsonAsync()).GetProperty("total").GetInt32());
        var status = await host.GetAsync(Path, key).JsonAsync();
        Assert.All(status.GetProperty("steps").EnumerateArray(), step =>
        {
            Assert.Equal(JsonValueKind.Null, step.GetProperty("last_at").ValueKind);
            Assert.Equal(JsonValueKind.String, step.GetProperty("last_test_at").ValueKind);
        });
    }

    private static IEnumerable<string?> Steps(JsonElement status) =>
        status.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("status").GetString());

    private static IEnumerable<string?> Blocked(JsonElement status) => status.GetProperty("gates").EnumerateArray()
        .Where(gate => gate.GetProperty("status").GetString() == "blocked").Select(gate => gate.GetProperty("code").GetString());

    private static async Task<string> ClickAsync(TestHost host) =>
        (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync()).GetProperty("click_id").GetString()!;

    private static async Task<(string, string)> KeyAsync(TestHost host) => ("Authorization", $"Bearer {await host.AddKeyAsync()}");
}
