using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Explanations, recomputations and what-ifs over HTTP.</summary>
public sealed class ProofApiTests
{
    [Fact]
    public async Task A_commission_is_explained_computed_again_and_replayed()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        await CallAsync(host, "POST", "/flows", """{"name":"Ten","action_type":"percentage","action_value":10}""").JsonAsync();
        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        await CallAsync(
            host, "POST", "/track/lead", $$"""{"customer_key":"user-1","click_id":"{{click.GetProperty("click_id").GetString()}}"}""").JsonAsync();
        var sale = await CallAsync(host, "POST", "/track/sale", """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-1"}""").JsonAsync();
        await CallAsync(host, "POST", "/track/refund", """{"transaction_id":"t-1","refund_amount_cents":3300}""").JsonAsync();
        var id = sale.GetProperty("commission_id").GetString();
        await CallAsync(host, "POST", "/track/sale", """{"transaction_id":"t-2","amount_cents":9900,"customer_key":"user-2"}""").JsonAsync();

        var explained = await CallAsync(host, "GET", $"/commissions/{id}/explain").JsonAsync();
        var rederived = await CallAsync(host, "GET", "/commissions/rederive").JsonAsync();
        var tried = await CallAsync(host, "POST", "/plans/what-if", """{"flows":[{"name":"Thirty","action_type":"percentage","action_value":30}]}""").JsonAsync();

        Assert.Equal(id, explained.GetProperty("commission").GetProperty("id").GetString());
        Assert.Equal(click.GetProperty("click_id").GetString(), explained.GetProperty("click").GetProperty("id").GetString());
        Assert.Equal("won", explained.GetProperty("decision").GetProperty("clicks")[0].GetProperty("verdict").GetString());
        Assert.Equal(("Ten", "won"), (explained.GetProperty("rules")[0].GetProperty("name").GetString(), explained.GetProperty("rules")[0].GetProperty("result").GetString()));
        Assert.Equal(
            ["charged 9900", "base 9900", "share 990", "earned 990", "reversed -330", "kept 660"],
            explained.GetProperty("arithmetic").EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("amount_cents").GetInt64()}"));
        Assert.Equal(0, explained.GetProperty("differences").GetArrayLength());
        Assert.Equal((true, 1), (rederived.GetProperty("ok").GetBoolean(), rederived.GetProperty("checked").GetInt32()));
        var line = tried.GetProperty("data")[0];
        Assert.Equal(
            (660, 1_980, 1_320),
            (line.GetProperty("before_cents").GetInt64(), line.GetProperty("after_cents").GetInt64(), line.GetProperty("difference_cents").GetInt64()));
        Assert.Equal("""{"unattributed":1}""", tried.GetProperty("not_replayed").GetRawText());
        Assert.Single((await CallAsync(host, "GET", "/plans").JsonAsync()).GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"attribution_model":"best"}""")]
    [InlineData("""{"attribution_window_days":0}""")]
    [InlineData("""{"plan_id":"pln_0190d1f75b1c7c3e8a2b0123456789ab","flows":[]}""")]
    [InlineData("""{"flows":[{"name":"x","action_type":"percentage","action_value":101}]}""")]
    [InlineData("""{"flows":[{"name":"x","event":"click_qualified","action_type":"flat","action_value":1}]}""")]
    [InlineData("""{"from":"2026-02-01","to":"2026-01-01"}""")]
    public async Task A_what_if_that_makes_no_sense_is_400(string body)
    {
        await using var host = await TestHost.StartAsync();

        await CallAsync(host, "POST", "/plans/what-if", body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("GET", "/commissions/com_0190d1f75b1c7c3e8a2b0123456789ab/explain", null)]
    [InlineData("GET", "/commissions/nonsense/explain", null)]
    [InlineData("POST", "/plans/what-if", """{"plan_id":"pln_0190d1f75b1c7c3e8a2b0123456789ab"}""")]
    public async Task What_is_unknown_is_404(string method, string path, string? body)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(host, method, path, body)).StatusCode);
    }

    internal static async Task<HttpResponseMessage> CallAsync(TestHost host, string method, string path, string? body = null) =>
        await host.SendAsync(
            new HttpMethod(method), "/affiliate/api/v1" + path, body, body is null ? null : "application/json",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}"));
}
