using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-06 to AH-09, AH-27, AH-28: totals and commissions over HTTP, from real calls.</summary>
public class ReportsApiTests
{
    [Fact]
    public async Task AH_07_AH_08_one_click_one_purchase_is_100_percent()
    {
        await using var host = await TestHost.StartAsync();
        var alpha = await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        var key = await BuyAsync(host, "alpha", "user-7");

        var totals = (await host.GetAsync("/affiliate/api/v1/analytics", key).JsonAsync()).GetProperty("totals");
        var grouped = await host.GetAsync("/affiliate/api/v1/analytics?group_by=partner&from=2026-03-14&to=2026-03-14", key).JsonAsync();

        Assert.Equal(
            [
                "clicks", "qualified_clicks", "leads", "conversions", "conversion_rate", "qualified_conversion_rate", "revenue_cents",
                "commission_cents", "average_order_cents", "bot_ratio",
            ],
            totals.Names());
        Assert.Equal("""{"clicks":1,"qualified_clicks":1,"leads":1,"conversions":1,"conversion_rate":100,"qualified_conversion_rate":100,"revenue_cents":{"USD":9900},"commission_cents":{"USD":1980},"average_order_cents":{"USD":9900},"bot_ratio":0}""", totals.GetRawText());
        Assert.Equal(["totals", "data", "total", "page", "per_page", "next_cursor", "group_by", "freshness"], grouped.Names());
        var row = Assert.Single(grouped.GetProperty("data").EnumerateArray());
        Assert.Equal(
            (alpha.Id.ToString(), "alpha", 1, 1, 1, 100m),
            (row.GetProperty("partner_id").GetString(), row.GetProperty("slug").GetString(), row.GetProperty("clicks").GetInt32(),
                row.GetProperty("referrals").GetInt32(), row.GetProperty("conversions").GetInt32(), row.GetProperty("conversion_rate").GetDecimal()));
    }

    [Fact]
    public async Task TX_06_partners_figures_come_as_a_csv_file()
    {
        await using var host = await TestHost.StartAsync();
        var alpha = await host.AddPartnerAsync("alpha");
        var key = await BuyAsync(host, "alpha", "user-7");

        var answer = await host.GetAsync("/affiliate/api/v1/analytics/export?from=2026-03-14&to=2026-03-14", key);

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=analytics.csv", answer.Content.Headers.ContentDisposition!.ToString().Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal(
            "partner_id,slug,clicks,qualified_clicks,leads,referrals,conversions,conversion_rate,qualified_conversion_rate,currency,revenue,revenue_cents\r\n"
                + $"{alpha.Id},alpha,1,1,1,1,1,100,100,USD,99.00,9900\r\n",
            await answer.Content.ReadAsStringAsync());
        await host.GetAsync("/affiliate/api/v1/analytics/export?from=x", key).ProblemAsync(System.Net.HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=2026-03-15")]
    [InlineData("?to=2026-03-13")]
    public async Task AH_07_nothing_is_zero_percent(string query)
    {
        await using var host = await TestHost.StartAsync();
        var totals = (await host.GetAsync("/affiliate/api/v1/analytics" + query, ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync())
            .GetProperty("totals");

        Assert.Equal("""{"clicks":0,"qualified_clicks":0,"leads":0,"conversions":0,"conversion_rate":0,"qualified_conversion_rate":0,"revenue_cents":{},"commission_cents":{},"average_order_cents":{},"bot_ratio":0}""", totals.GetRawText());
    }

    [Fact]
    public async Task AH_27_a_commission_in_the_published_shape()
    {
        await using var host = await TestHost.StartAsync();
        var alpha = await host.AddPartnerAsync("alpha");
        var key = await BuyAsync(host, "alpha", "user-7");

        var body = await host.GetAsync("/affiliate/api/v1/commissions", key).JsonAsync();

        Assert.Equal(["data", "total", "page", "per_page", "next_cursor"], body.Names());
        var item = Assert.Single(body.GetProperty("data").EnumerateArray());
        Assert.Equal(
            [
                "id", "program_id", "partner_id", "sale_id", "amount_cents", "txn_amount_cents", "commission_pct", "currency", "status",
                "provider", "provider_event_id", "customer_email", "hold_until", "created_at", "kind", "reversed_cents", "on_hold", "review_reason", "exchange_rate", "exchange_rate_source", "exchange_rate_as_of",
            ],
            item.Names());
        Assert.Matches("^com_[0-9a-f]{32}$", item.GetProperty("id").GetString()!);
        Assert.Equal(
            (alpha.Id.ToString(), 1_980, 9_900, 20m, "USD", "pending", "api", "t-user-7", "u***@e***.com", "2026-04-13T09:26:53.589Z"),
            (item.GetProperty("partner_id").GetString(), item.GetProperty("amount_cents").GetInt64(), item.GetProperty("txn_amount_cents").GetInt64(),
                item.GetProperty("commission_pct").GetDecimal(), item.GetProperty("currency").GetString(), item.GetProperty("status").GetString(),
                item.GetProperty("provider").GetString(), item.GetProperty("provider_event_id").GetString(),
                item.GetProperty("customer_email").GetString(), item.GetProperty("hold_until").GetString()));
    }

    [Fact]
    public async Task AH_28_commissions_are_filtered()
    {
        await using var host = await TestHost.StartAsync();
        var alpha = await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        await BuyAsync(host, "alpha", "user-7");
        var key = await BuyAsync(host, "beta", "user-8");

        async Task<int> TotalAsync(string query) =>
            (await host.GetAsync("/affiliate/api/v1/commissions" + query, key).JsonAsync()).GetProperty("total").GetInt32();

        Assert.Equal(2, await TotalAsync(""));
        Assert.Equal(1, await TotalAsync($"?partner_id={alpha.Id}"));
        Assert.Equal(0, await TotalAsync($"?partner_id={Sample.Id<PartnerId>()}"));
        Assert.Equal(2, await TotalAsync("?status=pending&from=2026-03-14&to=2026-03-14"));
        Assert.Equal(0, await TotalAsync("?status=paid"));
        Assert.Equal(0, await TotalAsync("?to=2026-03-13"));
    }

    /// <summary>A visitor comes through a link, signs up and buys for 99 dollars.</summary>
    private static async Task<(string, string)> BuyAsync(TestHost host, string slug, string customer)
    {
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var click = (await host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}"}""").JsonAsync()).GetProperty("click_id").GetString();
        await host.PostAsync(
            "/affiliate/api/v1/track/lead",
            $$"""{"customer_key":"{{customer}}","click_id":"{{click}}","email":"{{customer}}@example.com"}""", key).JsonAsync();
        await host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"t-{{customer}}","amount_cents":9900,"customer_key":"{{customer}}"}""", key).JsonAsync();
        return key;
    }
}
