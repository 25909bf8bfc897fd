using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-35 to AH-38: the audit log over HTTP, in exactly the published shape.</summary>
public class EventsApiTests
{
    private const string Path = "/affiliate/api/v1/events";

    [Fact]
    public async Task AH_35_AH_37_the_whole_path_in_the_published_shape()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("john");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var program = await host.ProgramAsync();
        await host.PostAsync("/affiliate/track/click", """{"ref":"john","landing":"/pricing","referrer":"https://twitter.com/john"}""");
        var click = Assert.Single(await host.ClicksAsync());
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await host.PostAsync("/affiliate/api/v1/track/lead", $$"""{"customer_key":"user-7","click_id":"{{click.Id}}"}""", key).JsonAsync();
        var sale = await host.PostAsync(
            "/affiliate/api/v1/track/sale", """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""", key).JsonAsync();

        var body = await host.GetAsync(Path, key).JsonAsync();

        Assert.Equal(["data", "total", "page", "per_page", "next_cursor"], body.Names());
        Assert.Equal((5, 1, 20), (body.GetProperty("total").GetInt32(), body.GetProperty("page").GetInt32(), body.GetProperty("per_page").GetInt32()));
        var items = body.GetProperty("data").EnumerateArray().ToList();
        Assert.All(items, item => Assert.Equal(["id", "program_id", "type", "payload", "created_at", "actor", "changes"], item.Names()));
        Assert.All(items, item => Assert.Matches("^evt_[0-9a-f]{32}$", item.GetProperty("id").GetString()!));
        Assert.All(items, item => Assert.Equal(program.Id.ToString(), item.GetProperty("program_id").GetString()));
        Assert.Equal(
            ["click", "commission.created", "lead.created", "referral.created", "sale.created"],
            items.Select(item => item.GetProperty("type").GetString()).Order());

        var last = items[^1];
        Assert.Equal("click", last.GetProperty("type").GetString());
        Assert.Equal("2026-03-14T09:26:53.589Z", last.GetProperty("created_at").GetString());
        Assert.Equal("evt_" + click.Id.ToString()[4..], last.GetProperty("id").GetString());
        var clickPayload = last.GetProperty("payload");
        Assert.Equal("john", clickPayload.GetProperty("ref").GetString());
        Assert.Equal("/pricing", clickPayload.GetProperty("landing").GetString());
        Assert.Equal("https://twitter.com/john", clickPayload.GetProperty("referrer").GetString());

        var commission = Payload(items, "commission.created");
        Assert.Equal(sale.GetProperty("commission_id").GetString(), commission.GetProperty("commission_id").GetString());
        Assert.Equal(partner.Id.ToString(), commission.GetProperty("partner_id").GetString());
        Assert.Equal(1980, commission.GetProperty("amount_cents").GetInt64());
        Assert.Equal(9900, commission.GetProperty("txn_amount_cents").GetInt64());
        Assert.Equal("api", commission.GetProperty("provider").GetString());
        Assert.Equal("pending", commission.GetProperty("status").GetString());
        Assert.Equal("user-7", Payload(items, "lead.created").GetProperty("customer_key").GetString());
        Assert.Equal("user-7", Payload(items, "referral.created").GetProperty("customer_key").GetString());
        Assert.Equal("t-1", Payload(items, "sale.created").GetProperty("transaction_id").GetString());
    }

    [Fact]
    public async Task AH_37_a_new_partner_is_an_event()
    {
        await using var host = await TestHost.StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var partner = await host.PostAsync("/affiliate/api/v1/partners", """{"email":"Alpha@Example.com","slug":"Alpha"}""", key).JsonAsync();

        var item = Assert.Single((await host.GetAsync(Path + "?type=partner.created", key).JsonAsync()).GetProperty("data").EnumerateArray());

        var payload = item.GetProperty("payload");
        Assert.Equal(["partner_id", "email", "slug"], payload.Names());
        Assert.Equal(
            (partner.GetProperty("id").GetString(), "alpha@example.com", "alpha"),
            (payload.GetProperty("partner_id").GetString(), payload.GetProperty("email").GetString(), payload.GetProperty("slug").GetString()));
    }

    [Theory]
    [InlineData("?from=2026-03-14", 3)]
    [InlineData("?from=2026-03-14&to=2026-03-14", 2)]
    [InlineData("?to=2026-03-14", 2)]
    [InlineData("?from=2026-03-15&to=2026-03-15", 1)]
    [InlineData("?from=2026-03-14T09:26:53.589Z&to=2026-03-14T09:26:53.589Z", 1)]
    [InlineData("?from=2026-03-14T09:26:53.590Z", 2)]
    [InlineData("?from=2026-03-14T11:26:53.589%2B02:00&to=2026-03-14T11:26:53.589%2B02:00", 1)]
    [InlineData("?to=2026-03-14T09:26:53.588Z", 0)]
    [InlineData("?type=click&from=2026-03-14&to=2026-03-14", 2)]
    [InlineData("?type=commission.created&from=2026-03-14", 0)]
    [InlineData("?type=click&from=2026-03-01&to=2026-04-10&page=2&per_page=2", 3)]
    public async Task AH_38_dates_combine_with_the_type(string query, int total)
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        await host.Store.AddClicksAsync(
            Sample.Click(partner),
            Sample.Click(partner) with { OccurredAt = new DateTimeOffset(2026, 3, 14, 23, 59, 59, 999, TimeSpan.Zero) },
            Sample.Click(partner) with { OccurredAt = new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero) });

        var body = await host.GetAsync(Path + query, ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        Assert.Equal(total, body.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_newest_comes_first_page_by_page()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await host.Store.AddClicksAsync([.. Enumerable.Range(0, 7).Select(i => Sample.Click(partner) with { OccurredAt = Sample.Now.AddMinutes(i) })]);

        var times = new List<string?>();
        for (var page = 1; page <= 4; page++)
        {
            var body = await host.GetAsync($"{Path}?per_page=2&page={page}", key).JsonAsync();
            times.AddRange(body.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("created_at").GetString()));
        }

        Assert.Equal(7, times.Distinct().Count());
        Assert.Equal(times.OrderDescending(), times);
    }

    /// <summary>AH-39: one query traces a partner from the click on, another one a customer.</summary>
    [Fact]
    public async Task AH_39_one_query_traces_a_partner_or_a_customer()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        foreach (var (slug, customer) in new[] { ("alpha", "user-1"), ("alpha", "user-2"), ("beta", "user-3") })
        {
            await host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}","landing":"/"}""");
            var click = (await host.ClicksAsync())[^1];
            host.Time.Advance(TimeSpan.FromMinutes(5));
            await host.PostAsync(
                "/affiliate/api/v1/track/sale",
                $$"""{"transaction_id":"{{customer}}","amount_cents":9900,"customer_key":"{{customer}}","click_id":"{{click.Id}}"}""", key).JsonAsync();
        }

        var alpha = (await host.GetAsync("/affiliate/api/v1/partners?search=alpha", key).JsonAsync()).GetProperty("data")[0];
        var partner = await TypesAsync($"?partner_id={alpha.GetProperty("id").GetString()}&per_page=100");
        var one = await TypesAsync("?customer_key=user-1");

        Assert.Equal(["click", "click", "commission.created", "commission.created"], partner.Where(type => type is "click" or "commission.created"));
        Assert.Equal(["click", "commission.created", "referral.created", "sale.created"], one);
        Assert.Empty(await TypesAsync("?customer_key=nobody"));

        async Task<IEnumerable<string?>> TypesAsync(string query) => (await host.GetAsync(Path + query, key).JsonAsync())
            .GetProperty("data").EnumerateArray().Select(line => line.GetProperty("type").GetString()).Order();
    }

    private static JsonElement Payload(IEnumerable<JsonElement> items, string type) =>
        items.Single(item => item.GetProperty("type").GetString() == type).GetProperty("payload");
}
