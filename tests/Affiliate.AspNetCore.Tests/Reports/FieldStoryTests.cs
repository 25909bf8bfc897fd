using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>TX-13: the five problems that the field names, each as a story over HTTP.</summary>
public sealed class FieldStoryTests : IAsyncLifetime
{
    private const string Bot = "ExampleBot/1.0 (+https://example.com/bot)";

    private TestHost _host = null!;
    private WebhookReceiver _receiver = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _host = await TestHost.StartAsync(
            affiliate => affiliate.Configure(options => options.Webhooks.AllowedNetworks.Add("127.0.0.0/8")),
            services: services => services.AddSingleton<HostAddresses>());
        await _host.AddPartnerAsync("alpha");
        await _host.AddPartnerAsync("beta");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    /// <summary>Whoever sent the customer is credited, also when the customer comes back through somebody else; the rest is told apart.</summary>
    [Fact]
    public async Task TX_13_misattribution_each_sale_is_the_partners_who_sent_the_customer()
    {
        await SignUpAsync("user-1", await ClickAsync("alpha"));
        await SignUpAsync("user-2", await ClickAsync("beta"));
        var later = await ClickAsync("beta");
        await SellAsync("t-1", 10_000, "user-1", later);
        await SellAsync("t-2", 5_000, "user-2");
        await SellAsync("t-3", 7_000, "stranger");

        var partners = await RowsAsync("?group_by=partner");
        var revenue = partners.ToDictionary(row => Text(row, "slug")!, row => row.GetProperty("revenue_cents").GetProperty("USD").GetInt64());
        var totals = (await GetAsync("/analytics")).GetProperty("totals");
        var owner = Assert.Single((await GetAsync("/analytics/activity?type=conversion&partner_id=" + Text(partners.Single(row => Text(row, "slug") == "alpha"), "partner_id")))
            .GetProperty("data").EnumerateArray());

        Assert.Equal((10_000, 5_000), (revenue["alpha"], revenue["beta"]));
        Assert.Equal((2, 15_000), (Whole(totals, "conversions"), totals.GetProperty("revenue_cents").GetProperty("USD").GetInt64()));
        Assert.Equal("t-1", Text(owner, "transaction_id"));
        Assert.NotEqual(later, Text(owner, "click_id"));
        await VerifyAsync();
    }

    /// <summary>However often a purchase is told, it is one conversion and one commission, also when it is told at once.</summary>
    [Fact]
    public async Task TX_13_duplicate_commission_a_purchase_told_ten_times_earns_once()
    {
        await SignUpAsync("user-1", await ClickAsync("alpha"));

        var answers = await _host.WhileTimePassesAsync(Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SellAsync("t-1", 9_900, "user-1"))));
        var conflict = await _host.PostAsync("/affiliate/api/v1/track/sale", Sale("t-1", 1, "user-1"), _key);

        Assert.Single(answers, answer => !answer.GetProperty("deduped").GetBoolean());
        Assert.Single(answers.Select(answer => Text(answer, "commission_id")).Distinct());
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var totals = (await GetAsync("/analytics")).GetProperty("totals");
        Assert.Equal((1, 9_900, 1_980), (
            Whole(totals, "conversions"), Whole(totals.GetProperty("revenue_cents"), "USD"), Whole(totals.GetProperty("commission_cents"), "USD")));
        Assert.Equal(1, Whole(await GetAsync("/commissions"), "total"));
        await VerifyAsync();
    }

    /// <summary>What happened a moment ago is in every view; nobody waits for a nightly job, and the views say how old they are.</summary>
    [Fact]
    public async Task TX_13_no_live_view_a_click_and_a_purchase_are_seen_at_once()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await SignUpAsync($"user-{number}", await ClickAsync("alpha"));
            await SellAsync($"t-{number}", 1_000, $"user-{number}");

            var total = await GetAsync("/analytics?group_by=slug");
            var today = (await GetAsync("/analytics/daily")).GetProperty("data").EnumerateArray().Last();
            var newest = (await GetAsync("/analytics/activity")).GetProperty("data").EnumerateArray().Where(line => Text(line, "event_type") == "conversion");
            Assert.All([total.GetProperty("totals"), total.GetProperty("data")[0], today], row =>
                Assert.Equal((number, number, number), (Whole(row, "clicks"), Whole(row, "leads"), Whole(row, "conversions"))));
            Assert.Equal(number, newest.Count());
            Assert.Equal("FRESH", Text(total.GetProperty("freshness"), "status"));
            _host.Time.Advance(TimeSpan.FromMinutes(10));
        }
    }

    /// <summary>Robots are counted and told apart: rates for partners leave them out, and the figures say that they are many.</summary>
    [Fact]
    public async Task TX_13_bots_are_seen_left_out_of_rates_and_make_figures_doubtful()
    {
        await SignUpAsync("user-1", await ClickAsync("alpha"));
        await SellAsync("t-1", 9_900, "user-1");
        var clean = (await GetAsync("/analytics?funnel=true")).GetProperty("funnel");
        foreach (var _ in Enumerable.Range(0, 9))
        {
            await ClickAsync("alpha", Bot);
        }

        var funnel = (await GetAsync("/analytics?funnel=true")).GetProperty("funnel");
        var devices = await RowsAsync("?group_by=device");

        Assert.Equal(100, Whole(clean.GetProperty("confidence"), "score"));
        Assert.Equal((10, 1), (Whole(funnel, "clicks"), Whole(funnel, "qualified_clicks")));
        Assert.Equal((10m, 100m, 0.9m), (
            funnel.GetProperty("conversion_rate").GetDecimal(), funnel.GetProperty("partner_conversion_rate").GetDecimal(),
            funnel.GetProperty("bot_ratio").GetDecimal()));
        Assert.Equal(70, Whole(funnel.GetProperty("confidence"), "score"));
        Assert.Contains("high_bot_share", funnel.GetProperty("anomalies").EnumerateArray().Select(code => code.GetString()));
        Assert.Equal((9, 0), (Whole(devices.Single(row => Text(row, "key") == "bot"), "clicks"), Whole(devices.Single(row => Text(row, "key") == "bot"), "qualified_clicks")));
    }

    /// <summary>A receiver that is down loses nothing: what failed is seen, lowers the rate, and arrives when it is sent again.</summary>
    [Fact]
    public async Task TX_13_lost_webhooks_are_seen_and_sent_again()
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var made = await _host.PostAsync(
            "/affiliate/api/v1/webhooks", $$"""{"url":"{{_receiver.Address}}/hook","events":["sale.created"]}""", _key).JsonAsync();
        var deliveries = $"/webhooks/{Text(made, "id")}/deliveries";
        await SignUpAsync("user-1", await ClickAsync("alpha"));
        await SellAsync("t-1", 9_900, "user-1");
        foreach (var (seconds, attempts) in new[] { (0, 1), (5, 2), (10, 3), (20, 4), (40, 5), (80, 6) })
        {
            _host.Time.Advance(TimeSpan.FromSeconds(seconds));
            await WhenAsync(deliveries, page => page.GetProperty("data") is { } data && data.GetArrayLength() == 1 && Whole(data[0], "attempts") == attempts);
        }

        var failed = (await GetAsync(deliveries + "?status=failed")).GetProperty("data")[0];
        var before = (await GetAsync("/analytics?funnel=true")).GetProperty("funnel").GetProperty("webhook_delivery_rate").GetDecimal();
        _receiver.Answer = context => context.Response.WriteAsync("thanks");
        await _host.PostAsync($"/affiliate/api/v1{deliveries}/{Text(failed, "id")}/resend", "{}", _key).JsonAsync();
        await WhenAsync(deliveries, page => Text(page.GetProperty("data")[0], "status") == "delivered");
        var after = (await GetAsync("/analytics?funnel=true")).GetProperty("funnel").GetProperty("webhook_delivery_rate").GetDecimal();

        Assert.Equal((0m, 1m), (before, after));
        Assert.Contains("t-1", _receiver.Received[^1].Body, StringComparison.Ordinal);
        Assert.Single(_receiver.Received.Select(one => one.Headers["webhook-id"]).Distinct());
    }

    private Task<JsonElement> GetAsync(string path) => _host.GetAsync("/affiliate/api/v1" + path, _key).JsonAsync();

    private async Task<List<JsonElement>> RowsAsync(string query) => [.. (await GetAsync("/analytics" + query)).GetProperty("data").EnumerateArray()];

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static long Whole(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    private async Task<string> ClickAsync(string slug, string? agent = null)
    {
        var address = (await _host.GetAsync($"/affiliate/r/{slug}", agent is null ? [] : [("User-Agent", agent)])).Header("Location")!;
        return address[(address.IndexOf("clickid=", StringComparison.Ordinal) + "clickid=".Length)..].Split('&')[0];
    }

    private Task<JsonElement> SignUpAsync(string customer, string click) => _host.PostAsync(
        "/affiliate/api/v1/track/lead", $$"""{"customer_key":"{{customer}}","click_id":"{{click}}"}""", _key).JsonAsync();

    private Task<JsonElement> SellAsync(string transaction, long amount, string customer, string? click = null) =>
        _host.PostAsync("/affiliate/api/v1/track/sale", Sale(transaction, amount, customer, click), _key).JsonAsync();

    private static string Sale(string transaction, long amount, string customer, string? click = null) =>
        $$"""{"transaction_id":"{{transaction}}","amount_cents":{{amount}},"customer_key":"{{customer}}"{{(click is null ? "" : $",\"click_id\":\"{click}\"")}}}""";

    private async Task VerifyAsync() => Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());

    /// <summary>Reads until the answer is as expected; nothing here waits for the clock.</summary>
    private async Task WhenAsync(string path, Func<JsonElement, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!isSo(await GetAsync(path)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }
}
