using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>CP-07, CP-08: what clicks cost and brought back.</summary>
public class ReturnsApiTests
{
    private const string Path = "/affiliate/api/v1/analytics/returns";

    [Fact]
    public async Task CP_07_cost_revenue_and_commission_give_epc_roas_roi_and_cpa()
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var first = await ClickAsync(host, "alpha", "news", "0.50");
        await ClickAsync(host, "alpha", "news", "1.50");
        await ClickAsync(host, "beta", "search", "4.00");
        await SellAsync(host, key, "t-1", 10_000, first);
        await host.PostAsync("/affiliate/api/v1/track/refund", """{"transaction_id":"t-1","refund_amount_cents":5000}""", key).JsonAsync();

        var total = (await host.GetAsync(Path, key).JsonAsync()).GetProperty("data")[0];
        var sources = (await host.GetAsync(Path + "?group_by=source", key).JsonAsync()).GetProperty("data").EnumerateArray().ToList();
        var partners = (await host.GetAsync(Path + "?group_by=partner", key).JsonAsync()).GetProperty("data");

        // 5,000 left of the purchase and 1,000 of its commission; clicks for 600: 1,600 in all.
        Assert.Equal((3, 1, 5_000, 1_000, 600, 1_600), (
            Whole(total, "clicks"), Whole(total, "conversions"), Whole(total, "revenue_cents"), Whole(total, "commission_cents"),
            Whole(total, "click_cost_cents"), Whole(total, "cost_cents")));
        Assert.Equal((3.13m, 2.13m, 1_600m, 333.33m, 1_666.67m, 33.33m), (
            Number(total, "roas"), Number(total, "roi"), Number(total, "cpa_cents"), Number(total, "epc_cents"),
            Number(total, "revenue_per_click_cents"), Number(total, "conversion_rate")));
        Assert.Equal(["news", "search"], sources.Select(row => row.GetProperty("key").GetString()));
        Assert.Equal((200, 4.17m), (Whole(sources[0], "click_cost_cents"), Number(sources[0], "roas")));

        // CP-08: what cost and brought nothing stands out.
        Assert.Equal((0m, -1m), (Number(sources[1], "roas"), Number(sources[1], "roi")));
        Assert.Equal(JsonValueKind.Null, sources[1].GetProperty("cpa_cents").ValueKind);
        Assert.Equal(2, partners.GetArrayLength());
    }

    [Theory]
    [InlineData("link")]
    [InlineData("campaign")]
    [InlineData("creative")]
    [InlineData("placement")]
    [InlineData("device")]
    [InlineData("country")]
    public async Task CP_07_a_purchase_counts_for_its_clicks_dimension(string group)
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await SellAsync(host, key, "t-1", 10_000, await ClickAsync(host, "alpha", "news", "1"));

        var row = Assert.Single((await host.GetAsync($"{Path}?group_by={group}", key).JsonAsync()).GetProperty("data").EnumerateArray());

        Assert.Equal((1, 1, 10_000), (Whole(row, "clicks"), Whole(row, "conversions"), Whole(row, "revenue_cents")));
    }

    [Fact]
    public async Task CP_07_hours_and_days_of_the_week_are_those_of_the_click()
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var first = await ClickAsync(host, "alpha", "news", "1.00");
        host.Time.Advance(TimeSpan.FromHours(15));
        await ClickAsync(host, "alpha", "news", "0.50");
        await SellAsync(host, key, "t-1", 10_000, first);

        var hours = (await host.GetAsync(Path + "?group_by=hour", key).JsonAsync()).GetProperty("data").EnumerateArray().ToList();
        var days = (await host.GetAsync(Path + "?group_by=weekday", key).JsonAsync()).GetProperty("data").EnumerateArray().ToList();

        // The first one on Saturday at 09:26, the next one on Sunday at 00:26, where it was also bought.
        Assert.Equal(["09", "00"], hours.Select(row => row.GetProperty("key").GetString()));
        Assert.Equal(["saturday", "sunday"], days.Select(row => row.GetProperty("key").GetString()));
        foreach (var rows in new[] { hours, days })
        {
            Assert.Equal((1, 1, 10_000, 100), (
                Whole(rows[0], "clicks"), Whole(rows[0], "conversions"), Whole(rows[0], "revenue_cents"), Whole(rows[0], "click_cost_cents")));
            Assert.Equal((1, 0, 50), (Whole(rows[1], "clicks"), Whole(rows[1], "conversions"), Whole(rows[1], "click_cost_cents")));
        }
    }

    [Fact]
    public async Task Without_anything_there_is_nothing_and_a_divisor_of_zero_is_null()
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        Assert.Equal(0, (await host.GetAsync(Path, key).JsonAsync()).GetProperty("data").GetArrayLength());
        await ClickAsync(host, "alpha", "news", null);
        var row = (await host.GetAsync(Path, key).JsonAsync()).GetProperty("data")[0];

        foreach (var name in new[] { "roas", "roi", "cpa_cents" })
        {
            Assert.Equal(JsonValueKind.Null, row.GetProperty(name).ValueKind);
        }

        await host.GetAsync(Path + "?group_by=colour", key).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private static long Whole(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    private static decimal Number(JsonElement row, string name) => row.GetProperty(name).GetDecimal();

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("main", program => program.CostParameter = "cpc"));
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        return host;
    }

    private static async Task<string> ClickAsync(TestHost host, string slug, string source, string? cost)
    {
        var query = $"?src={source}" + (cost is null ? "" : $"&cpc={cost}");
        var answer = await host.GetAsync($"/affiliate/r/{slug}{query}");
        var address = answer.Header("Location")!;
        return address[(address.IndexOf("clickid=", StringComparison.Ordinal) + "clickid=".Length)..].Split('&')[0];
    }

    private static Task<JsonElement> SellAsync(TestHost host, (string, string) key, string transaction, long amount, string click) =>
        host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"{{transaction}}","amount_cents":{{amount}},"click_id":"{{click}}","customer_key":"user-7"}""", key).JsonAsync();
}
