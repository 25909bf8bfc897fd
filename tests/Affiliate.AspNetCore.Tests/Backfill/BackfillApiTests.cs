using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Back-fill and reconciliation over HTTP, with a host's own provider.</summary>
public sealed class BackfillApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;

    private AcmeFetcher Acme => (AcmeFetcher)_host.Services.GetRequiredService<IPaymentFetcher>();

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("main", _ => { }).AddProgram("other", _ => { }).AddPaymentWebhook<AcmeWebhook>().AddPaymentFetcher<AcmeFetcher>());
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        var alpha = await _host.AddPartnerAsync("alpha");
        var click = Sample.Click(alpha);
        await _host.Store.AddClicksAsync(click);
        await PostAsync("/track/lead", $$"""{"customer_key":"user-7","click_id":"{{click.Id}}"}""").JsonAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            Acme.Known.Enqueue($$"""{"id":"p-{{number}}","amount":9900,"customer":"user-7"}""");
        }
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task What_webhooks_told_and_what_is_read_count_once()
    {
        await WebhookAsync("p-2");

        var started = await PostAsync("/payments/backfill", """{"provider":"acme","days":30}""");
        var run = await EndAsync(started);
        await WebhookAsync("p-4");

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(
            ("completed", 3, 5, 4, 1),
            (run.GetProperty("status").GetString(), Count(run, "pages"), Count(run, "messages"), Count(run, "applied"), Count(run, "known")));
        Assert.Equal(5 * 1_980, await BalanceAsync());
        Assert.Equal(1, Count(await GetAsync("/payments/backfill").JsonAsync(), "total"));
    }

    [Fact]
    public async Task A_run_that_cannot_go_on_says_why_and_is_resumed()
    {
        Acme.Fault = new PaymentFetchException("Acme refused the API key.") { IsFinal = true };
        var failed = await EndAsync(await PostAsync("/payments/backfill", """{"provider":"acme"}"""));
        Acme.Fault = null;

        var resumed = await EndAsync(await PostAsync($"/payments/backfill/{failed.GetProperty("id").GetString()}/resume", "{}"));

        Assert.Equal("failed", failed.GetProperty("status").GetString());
        Assert.Contains("refused the API key", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(("completed", JsonValueKind.Null), (resumed.GetProperty("status").GetString(), resumed.GetProperty("error").ValueKind));
        Assert.Equal(5 * 1_980, await BalanceAsync());
    }

    [Theory]
    [InlineData("""{"provider":"acme","days":0}""", "days")]
    [InlineData("""{"provider":"acme","days":3,"from":"2026-01-01"}""", "days")]
    [InlineData("""{"provider":"acme","from":"2027-01-01"}""", "from")]
    [InlineData("""{"provider":"acme","from":"2026-02-02","to":"2026-02-01"}""", "from")]
    [InlineData("""{"provider":"acme","to":"2025-02-01"}""", "to")]
    public async Task A_time_that_cannot_be_read_is_400(string body, string field)
    {
        var answer = await PostAsync("/payments/backfill", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("""{"provider":"stripe"}""")]
    [InlineData("""{"provider":"acme","endpoint":"eu"}""")]
    public async Task Without_a_way_to_read_it_is_409(string body) =>
        Assert.Equal("no_fetcher", (await (await PostAsync("/payments/backfill", body)).JsonAsync()).GetProperty("code").GetString());

    [Fact]
    public async Task I17_the_key_of_another_program_sees_and_starts_nothing()
    {
        var run = await EndAsync(await PostAsync("/payments/backfill", """{"provider":"acme"}"""));
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync(program: "other")}");

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/payments/backfill", """{"provider":"acme"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/payments/backfill/{run.GetProperty("id").GetString()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/payments/reconciliation?provider=acme")).StatusCode);
        Assert.Equal(0, Count(await GetAsync("/payments/backfill").JsonAsync(), "total"));
    }

    [Fact]
    public async Task Differences_are_named_with_a_repair()
    {
        await WebhookAsync("p-1");
        var before = await GetAsync("/payments/reconciliation?provider=acme").JsonAsync();
        await EndAsync(await PostAsync("/payments/backfill", """{"provider":"acme"}"""));
        var after = await GetAsync("/payments/reconciliation?provider=acme").JsonAsync();

        var missing = before.GetProperty("differences").EnumerateArray().ToList();
        Assert.Equal((5, 1, 4), (Count(before, "payments"), Count(before, "sales"), missing.Count));
        Assert.All(missing, difference =>
            Assert.Equal(("missing_sale", "backfill"), (difference.GetProperty("kind").GetString(), difference.GetProperty("repair").GetString())));
        Assert.True(after.GetProperty("complete").GetBoolean());
        Assert.Empty(after.GetProperty("differences").EnumerateArray());
    }

    [Fact]
    public async Task A_provider_that_cannot_be_read_is_409_and_says_so()
    {
        Acme.Fault = new PaymentFetchException("Acme is away.");

        var answer = await GetAsync("/payments/reconciliation?provider=acme");

        Assert.Equal(("provider_not_readable", HttpStatusCode.Conflict), ((await answer.JsonAsync()).GetProperty("code").GetString(), answer.StatusCode));
    }

    private static int Count(JsonElement body, string name) => body.GetProperty(name).GetInt32();

    private async Task<JsonElement> EndAsync(HttpResponseMessage started)
    {
        var run = await started.JsonAsync();
        while (run.GetProperty("status").GetString() == "running")
        {
            run = await _host.WhileTimePassesAsync(GetAsync($"/payments/backfill/{run.GetProperty("id").GetString()}").JsonAsync());
        }

        return run;
    }

    private async Task<long> BalanceAsync() =>
        (await GetAsync("/balances").JsonAsync()).GetProperty("data")[0].GetProperty("balance_cents").GetInt64();

    private async Task WebhookAsync(string id)
    {
        var body = $$"""{"id":"{{id}}","amount":9900,"customer":"user-7"}""";
        var answer = await _host.WhileTimePassesAsync(_host.SendAsync(
            HttpMethod.Post, "/affiliate/webhooks/acme", body, "application/json", AcmeWebhook.Sign(body)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _host.WhileTimePassesAsync(_host.SendAsync(HttpMethod.Get, "/affiliate/api/v1" + path, headers: _key));

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _host.WhileTimePassesAsync(
        _host.SendAsync(HttpMethod.Post, "/affiliate/api/v1" + path, body, "application/json", _key));
}
