using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-25, AF-26, TX-05 to TX-07, TX-11, TX-19: analyses over HTTP, from real calls.</summary>
public sealed class AnalyticsApiTests : IAsyncLifetime
{
    private const string Bot = "ExampleBot/1.0 (+https://example.com/bot)";

    private TestHost _host = null!;
    private Partner _alpha = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _alpha = await _host.AddPartnerAsync("alpha");
        await _host.AddPartnerAsync("beta");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AF_26_the_last_seven_days_are_shown_with_totals_and_trends()
    {
        await BuyAsync("alpha", "user-1", 10_000);
        _host.Time.Advance(TimeSpan.FromDays(7));
        await BuyAsync("alpha", "user-2", 9_000);
        await BuyAsync("beta", "user-3", 6_000);
        await ClickAsync("alpha");
        _host.Time.Advance(TimeSpan.FromDays(1));

        var week = await GetAsync("/daily");
        var alpha = await GetAsync($"/daily?period=7d&partner_id={_alpha.Id}");

        Assert.Equal(["period", "from", "to", "totals", "previous", "trends", "data"], week.Names());
        Assert.Equal(("7d", "2026-03-16", "2026-03-22"), (Text(week, "period"), Text(week, "from"), Text(week, "to")));
        var days = week.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(16, 7).Select(day => $"2026-03-{day}"), days.Select(day => Text(day, "date")));
        Assert.Equal([0, 0, 0, 0, 0, 3, 0], days.Select(day => Whole(day, "clicks")));
        Assert.Equal([0, 0, 0, 0, 0, 2, 0], days.Select(day => Whole(day, "conversions")));
        Assert.Equal("""{"USD":15000}""", days[5].GetProperty("revenue_cents").GetRawText());
        Assert.Equal("""{"USD":3000}""", days[5].GetProperty("commission_cents").GetRawText());
        Assert.Equal(66.67m, days[5].GetProperty("conversion_rate").GetDecimal());
        Assert.Equal(66.67m, week.GetProperty("totals").GetProperty("conversion_rate").GetDecimal());
        Assert.Equal("""{"USD":7500}""", week.GetProperty("totals").GetProperty("average_order_cents").GetRawText());
        Assert.Equal(1, Whole(week.GetProperty("previous"), "clicks"));
        var trends = week.GetProperty("trends");
        Assert.Equal("""{"percent":200,"direction":"up"}""", trends.GetProperty("clicks").GetRawText());
        Assert.Equal("""{"percent":100,"direction":"up"}""", trends.GetProperty("conversions").GetRawText());
        Assert.Equal("""{"percent":33.3,"direction":"down"}""", trends.GetProperty("conversion_rate").GetRawText());
        Assert.Equal("""{"USD":{"percent":50,"direction":"up"}}""", trends.GetProperty("revenue_cents").GetRawText());
        Assert.Equal((2, 1), (Whole(alpha.GetProperty("totals"), "clicks"), Whole(alpha.GetProperty("totals"), "conversions")));
        Assert.Equal("""{"USD":{"percent":10,"direction":"down"}}""", alpha.GetProperty("trends").GetProperty("revenue_cents").GetRawText());
    }

    [Theory]
    [InlineData("period=30d", "30d", "2026-02-13", "2026-03-14", 30)]
    [InlineData("period=90d", "90d", "2025-12-15", "2026-03-14", 90)]
    [InlineData("period=all", "all", "2026-03-14", "2026-03-14", 1)]
    [InlineData("from=2026-03-01&to=2026-03-10", "custom", "2026-03-01", "2026-03-10", 10)]
    [InlineData("period=custom&from=2026-03-13T23:00:00Z", "custom", "2026-03-13", "2026-03-14", 2)]
    [InlineData("from=2026-03-20", "custom", "2026-03-20", "2026-03-20", 1)]
    public async Task AF_26_a_period_has_a_name_or_two_ends(string query, string period, string from, string to, int days)
    {
        await ClickAsync("alpha");

        var series = await GetAsync("/daily?" + query);

        Assert.Equal((period, from, to, days), (Text(series, "period"), Text(series, "from"), Text(series, "to"), series.GetProperty("data").GetArrayLength()));
    }

    [Theory]
    [InlineData("/daily?period=8d", "period")]
    [InlineData("/daily?period=7d&from=2026-03-01", "period")]
    [InlineData("/daily?from=2000-01-01&to=2026-01-01", "from")]
    [InlineData("/daily?partner_id=alpha", "partner_id")]
    [InlineData("?period=week", "period")]
    [InlineData("?group_by=colour", "group_by")]
    [InlineData("?metrics=clicks,luck", "metrics")]
    [InlineData("?order_by=luck", "order_by")]
    [InlineData("?order=up", "order")]
    [InlineData("?country=Germany", "country")]
    [InlineData("?country=D1", "country")]
    [InlineData("?device=toaster", "device")]
    [InlineData("?link_id=alpha", "link_id")]
    [InlineData("?campaign_id=1", "campaign_id")]
    [InlineData("?funnel=yes", "funnel")]
    [InlineData("/export?group_by=colour", "group_by")]
    [InlineData("/activity?type=sale", "type")]
    [InlineData("/activity?period=1d", "period")]
    public async Task What_cannot_be_asked_is_400_and_named(string query, string field)
    {
        var problem = await _host.GetAsync("/affiliate/api/v1/analytics" + query, _key).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal([field], problem.GetProperty("errors").Names());
    }

    [Theory]
    [InlineData("day", "2026-03-14", "2026-03-14")]
    [InlineData("slug", "alpha", "alpha")]
    [InlineData("country", null, null)]
    [InlineData("device", "desktop", "desktop")]
    [InlineData("os", "linux", "linux")]
    [InlineData("browser", "firefox", "firefox")]
    [InlineData("referrer", "https://blog.example.net/review", "https://blog.example.net/review")]
    [InlineData("source", "news", "news")]
    [InlineData("segment", null, null)]
    [InlineData("campaign", null, null)]
    public async Task TX_19_a_purchase_counts_for_the_dimension_of_its_click(string group, string? key, string? name)
    {
        await BuyAsync("alpha", "user-1", 9_900);
        await ClickAsync("alpha");

        var body = await GetAsync("?group_by=" + group);

        Assert.Equal(group, Text(body, "group_by"));
        var row = Assert.Single(body.GetProperty("data").EnumerateArray());
        Assert.Equal((key, name), (Text(row, "key"), Text(row, "name")));
        Assert.Equal((2, 1, 1, 1), (Whole(row, "clicks"), Whole(row, "leads"), Whole(row, "referrals"), Whole(row, "conversions")));
        Assert.Equal("""{"USD":9900}""", row.GetProperty("revenue_cents").GetRawText());
        Assert.Equal("""{"USD":1980}""", row.GetProperty("commission_cents").GetRawText());
        Assert.Equal((50m, 0m), (row.GetProperty("conversion_rate").GetDecimal(), row.GetProperty("bot_ratio").GetDecimal()));
        Assert.Equal(2, Whole(body.GetProperty("totals"), "clicks"));
    }

    [Fact]
    public async Task TX_06_figures_are_chosen_sorted_paged_and_filtered()
    {
        await BuyAsync("alpha", "user-1", 9_900);
        await ClickAsync("beta");
        await ClickAsync("beta", Bot);

        var chosen = await GetAsync("?group_by=slug&metrics=clicks,revenue_cents&order_by=clicks");
        var second = await GetAsync("?group_by=slug&metrics=clicks&order_by=key&order=desc&per_page=1&page=2");
        var bots = await GetAsync("?group_by=partner&device=bot");
        var none = await GetAsync("?country=DE");

        Assert.Equal(["key", "name", "slug", "clicks", "revenue_cents"], chosen.GetProperty("data")[0].Names());
        Assert.Equal(["beta", "alpha"], chosen.GetProperty("data").EnumerateArray().Select(row => Text(row, "key")));
        Assert.Equal((2, 2, 1, "alpha"), (Whole(second, "total"), Whole(second, "page"), Whole(second, "per_page"), Text(Assert.Single(second.GetProperty("data").EnumerateArray()), "key")));
        Assert.Equal(("beta", 1, 1m), (
            Text(Assert.Single(bots.GetProperty("data").EnumerateArray()), "slug"), Whole(bots.GetProperty("totals"), "clicks"),
            bots.GetProperty("totals").GetProperty("bot_ratio").GetDecimal()));
        Assert.Equal(0, Whole(none.GetProperty("totals"), "conversions"));
    }

    [Fact]
    public async Task TX_06_any_dimension_comes_as_a_csv_file()
    {
        await BuyAsync("alpha", "user-1", 9_900);
        await ClickAsync("beta", Bot);

        var full = await _host.GetAsync("/affiliate/api/v1/analytics/export?group_by=device", _key);
        var some = await _host.GetAsync("/affiliate/api/v1/analytics/export?group_by=day&metrics=clicks,conversions", _key);

        Assert.Equal(
            "device,name,clicks,qualified_clicks,bot_ratio,leads,referrals,conversions,conversion_rate,qualified_conversion_rate,currency,"
                + "revenue,revenue_cents,average_order,average_order_cents,commission,commission_cents\r\n"
                + "desktop,desktop,1,1,0,1,1,1,100,100,USD,99.00,9900,99.00,9900,19.80,1980\r\n"
                + "bot,bot,1,0,1,0,0,0,0,0,,,0,,0,,0\r\n",
            (await full.Content.ReadAsStringAsync()).TrimStart('\uFEFF'));
        Assert.Equal("day,name,clicks,conversions\r\n2026-03-14,2026-03-14,2,1\r\n", (await some.Content.ReadAsStringAsync()).TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task TX_05_TX_07_TX_11_the_funnel_says_how_far_it_can_be_trusted()
    {
        await BuyAsync("alpha", "user-1", 9_900);
        await ClickAsync("alpha");
        await ClickAsync("beta", Bot);
        await ClickAsync("beta", Bot);
        _host.Time.Advance(TimeSpan.FromMinutes(61));

        var body = await GetAsync("?funnel=true");
        var funnel = body.GetProperty("funnel");
        var without = await GetAsync("");

        Assert.Equal(
            """[{"step":"clicks","count":4,"of_clicks":100,"of_previous":100},{"step":"qualified_clicks","count":2,"of_clicks":50,"of_previous":50},{"step":"leads","count":1,"of_clicks":25,"of_previous":50},{"step":"conversions","count":1,"of_clicks":25,"of_previous":100}]""",
            funnel.GetProperty("steps").GetRawText());
        Assert.Equal(
            """{"score":60,"investigate":false,"deductions":[{"code":"high_bot_share","points":30},{"code":"stale_data","points":10}]}""",
            funnel.GetProperty("confidence").GetRawText());
        Assert.Equal("""["high_bot_share","stale_data"]""", funnel.GetProperty("anomalies").GetRawText());
        Assert.Equal((25m, 50m, 0.5m), (
            funnel.GetProperty("conversion_rate").GetDecimal(), funnel.GetProperty("partner_conversion_rate").GetDecimal(),
            funnel.GetProperty("bot_ratio").GetDecimal()));
        Assert.Equal("""{"USD":9900}""", funnel.GetProperty("revenue_cents").GetRawText());
        Assert.Equal(JsonValueKind.Null, funnel.GetProperty("webhook_delivery_rate").ValueKind);
        Assert.Equal(("news", 4), (Text(funnel.GetProperty("sources")[0], "key"), Whole(funnel.GetProperty("sources")[0], "clicks")));
        Assert.DoesNotContain("funnel", without.Names());
    }

    [Fact]
    public async Task TX_05_the_funnel_of_one_campaign()
    {
        var campaign = Sample.Campaign((await _host.ProgramAsync()).Id);
        await _host.Store.AddAsync(campaign);
        await _host.Store.AddAsync(Sample.Link(_alpha) with { Slug = "spring", CampaignId = campaign.Id });
        await BuyAsync("spring", "user-1", 9_900);
        await BuyAsync("beta", "user-2", 5_000);

        var one = (await GetAsync($"?funnel=true&campaign_id={campaign.Id}")).GetProperty("funnel");
        var all = (await GetAsync("?funnel=true&group_by=campaign")).GetProperty("data").EnumerateArray().Select(row => Text(row, "name")).ToList();

        Assert.Equal((1, 1), (Whole(one, "clicks"), Whole(one, "conversions")));
        Assert.Equal("""{"USD":9900}""", one.GetProperty("revenue_cents").GetRawText());
        Assert.Equal(100, Whole(one.GetProperty("confidence"), "score"));
        Assert.Equal([campaign.Name, null], all.OrderBy(name => name is null));
    }

    [Fact]
    public async Task TX_19_freshness_is_unknown_fresh_and_stale()
    {
        async Task<string> FreshnessAsync() => (await GetAsync("?group_by=day")).GetProperty("freshness").GetRawText();

        Assert.Equal("""{"status":"UNKNOWN","last_click_at":null,"age_minutes":null,"target_minutes":60}""", await FreshnessAsync());
        await ClickAsync("alpha");
        _host.Time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal("""{"status":"FRESH","last_click_at":"2026-03-14T09:26:53.589Z","age_minutes":60,"target_minutes":60}""", await FreshnessAsync());
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("""{"status":"STALE","last_click_at":"2026-03-14T09:26:53.589Z","age_minutes":61,"target_minutes":60}""", await FreshnessAsync());
    }

    [Fact]
    public async Task AF_25_clicks_leads_and_conversions_are_one_list_ten_on_a_page()
    {
        await BuyAsync("alpha", "user-1", 9_900);
        for (var i = 0; i < 9; i++)
        {
            await ClickAsync("beta");
        }

        var first = await GetAsync("/activity?cursor=");
        var second = await GetAsync($"/activity?cursor={Text(first, "next_cursor")}");
        var lines = first.GetProperty("data").EnumerateArray().Concat(second.GetProperty("data").EnumerateArray()).ToList();
        var leads = await GetAsync($"/activity?type=lead&partner_id={_alpha.Id}&from=2026-03-14&to=2026-03-14");

        Assert.Equal((10, 10, 2), (Whole(first, "per_page"), first.GetProperty("data").GetArrayLength(), second.GetProperty("data").GetArrayLength()));
        Assert.Equal(12, Whole(await GetAsync("/activity"), "total"));
        Assert.Equal(["click", "conversion", "lead"], lines.Select(line => Text(line, "event_type")).Distinct().Order());
        Assert.Equal(lines.OrderByDescending(line => Text(line, "timestamp")).Select(line => Text(line, "id")), lines.Select(line => Text(line, "id")));
        var sale = lines.Single(line => Text(line, "event_type") == "conversion");
        Assert.Equal((_alpha.Id.ToString(), "user-1", "t-user-1", 9_900, "USD", "u***@e***.com"), (
            Text(sale, "partner_id"), Text(sale, "customer_key"), Text(sale, "transaction_id"), Whole(sale, "amount_cents"), Text(sale, "currency"),
            Text(sale, "customer_email")));
        Assert.Equal(("lead", "sign_up"), (
            Text(Assert.Single(leads.GetProperty("data").EnumerateArray()), "event_type"), Text(leads.GetProperty("data")[0], "event_name")));
        Assert.Equal(("news", "desktop", true), (
            Text(lines.Last(line => Text(line, "event_type") == "click"), "source"), Text(lines.Last(line => Text(line, "event_type") == "click"), "device"),
            lines.Last(line => Text(line, "event_type") == "click").GetProperty("qualified").GetBoolean()));
    }

    [Fact]
    public async Task AF_25_test_rows_are_in_the_list_of_test_keys_only()
    {
        var made = await _host.PostAsync("/affiliate/api/v1/api-keys", """{"name":"test","scopes":["read","track"],"is_test":true}""", _key).JsonAsync();
        var test = ("Authorization", $"Bearer {Text(made, "secret")}");
        await _host.PostAsync("/affiliate/api/v1/status/test", "{}", test);

        var live = await GetAsync("/activity");
        var tested = (await _host.GetAsync("/affiliate/api/v1/analytics/activity", test).JsonAsync()).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(0, Whole(live, "total"));
        Assert.Equal(["click", "conversion", "lead"], tested.Select(line => Text(line, "event_type")).Order());
        Assert.All(tested, line => Assert.True(line.GetProperty("is_test").GetBoolean()));
    }

    private Task<JsonElement> GetAsync(string query) => _host.GetAsync("/affiliate/api/v1/analytics" + query, _key).JsonAsync();

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static long Whole(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    private async Task<string> ClickAsync(string slug, string? agent = null)
    {
        (string, string)[] headers = agent is null
            ? [("Referer", "https://blog.example.net/review?x=1")]
            : [("Referer", "https://blog.example.net/review?x=1"), ("User-Agent", agent)];
        var address = (await _host.GetAsync($"/affiliate/r/{slug}?src=news", headers)).Header("Location")!;
        return address[(address.IndexOf("clickid=", StringComparison.Ordinal) + "clickid=".Length)..].Split('&')[0];
    }

    /// <summary>A visitor comes through a link, signs up and buys.</summary>
    private async Task BuyAsync(string slug, string customer, long amount)
    {
        var click = await ClickAsync(slug);
        await _host.PostAsync(
            "/affiliate/api/v1/track/lead",
            $$"""{"customer_key":"{{customer}}","click_id":"{{click}}","email":"{{customer}}@example.com"}""", _key).JsonAsync();
        await _host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"t-{{customer}}","amount_cents":{{amount}},"customer_key":"{{customer}}"}""", _key).JsonAsync();
    }
}
