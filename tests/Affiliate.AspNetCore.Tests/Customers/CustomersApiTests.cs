using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests.Customers;

/// <summary>AH-39, T25: one customer from click to payout, and without a trace of the person.</summary>
public sealed class CustomersApiTests : IAsyncLifetime
{
    private const string Key = "user-7@host.example";
    private const string Path = "/customers/user-7%40host.example";
    private TestHost _host = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _key = await _host.AddKeyAsync();
        await _host.AddPartnerAsync("alpha");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AH_39_a_customer_is_shown_from_click_to_payout_and_one_query_traces_the_events()
    {
        await BuyAsync();
        await PayOutAsync();

        var customer = await CallAsync(HttpMethod.Get, Path);

        Assert.Equal((Key, "s***@h***.example"), ((string)customer["customer_key"]!, (string)customer["email_masked"]!));
        Assert.Equal("alpha", (string)customer["clicks"]![0]!["ref"]!);
        Assert.Equal("sign_up", (string)customer["leads"]![0]!["event_name"]!);
        Assert.Equal((9_900, 9_900), ((int)customer["sales"]![0]!["amount_cents"]!, (int)customer["sales"]![1]!["amount_cents"]!));
        Assert.Equal(["paid", "paid"], customer["commissions"]!.AsArray().Select(one => (string)one!["status"]!));
        Assert.Equal(("paid", 3_960), ((string)customer["payouts"]![0]!["status"]!, (int)customer["payouts"]![0]!["amount_cents"]!));
        Assert.Equal((string)customer["clicks"]![0]!["id"]!, (string)customer["referral"]!["click_id"]!);
        Assert.Single(customer["decisions"]!.AsArray());

        var events = (await CallAsync(HttpMethod.Get, $"/events?per_page=100&customer_key={Uri.EscapeDataString(Key)}"))["data"]!.AsArray();
        Assert.Equal(
            ["click", "commission.created", "commission.updated", "lead.created", "referral.created", "sale.created"],
            events.Select(one => (string)one!["type"]!).Distinct().Order(StringComparer.Ordinal));
        var paid = events.First(one => (string?)one!["payload"]!["status"] == "paid")!;
        Assert.Equal((string)customer["payouts"]![0]!["id"]!, (string)paid["payload"]!["payout_id"]!);
        Assert.Equal(Key, (string)paid["payload"]!["customer_key"]!);

        var export = await _host.GetAsync("/affiliate/api/v1" + Path + "/export", ("Authorization", $"Bearer {_key}"));
        Assert.Equal("attachment; filename=\"customer.json\"", export.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(customer.ToJsonString(), JsonNode.Parse(await export.Content.ReadAsStringAsync())!.ToJsonString());
        await AssertLedgerAsync();
    }

    [Fact]
    public async Task T25_erasing_keeps_the_money_and_removes_the_person()
    {
        await BuyAsync();
        await PayOutAsync();
        var before = await CallAsync(HttpMethod.Get, "/balances");

        Assert.True((bool)(await CallAsync(HttpMethod.Post, Path + "/erase", "{}"))["erased"]!);
        Assert.True((bool)(await CallAsync(HttpMethod.Post, Path + "/erase", "{}"))["erased"]!);

        await CallAsync(HttpMethod.Get, Path, null, HttpStatusCode.NotFound);
        Assert.Equal(before.ToJsonString(), (await CallAsync(HttpMethod.Get, "/balances")).ToJsonString());
        var commissions = await CallAsync(HttpMethod.Get, "/commissions");
        Assert.Equal(2, (int)commissions["total"]!);
        Assert.All(commissions["data"]!.AsArray(), one => Assert.Null(one!["customer_email"]));
        var events = await CallAsync(HttpMethod.Get, "/events?per_page=100");
        Assert.Single(events["data"]!.AsArray(), one => (string)one!["type"]! == "customer.erased");
        await AssertNobodyAsync();
        await AssertLedgerAsync();
    }

    [Fact]
    public async Task T25_later_events_of_an_erased_key_bring_nobody_back()
    {
        await BuyAsync();
        await CallAsync(HttpMethod.Post, Path + "/erase", "{}");

        var click = await ClickAsync();
        var lead = await CallAsync(HttpMethod.Post, "/track/lead", $$"""{"customer_key":"{{Key}}","click_id":"{{click}}","email":"someone@host.example"}""");
        var sale = await CallAsync(HttpMethod.Post, "/track/sale", $$"""{"transaction_id":"later","amount_cents":9900,"customer_key":"{{Key}}","click_id":"{{click}}","metadata":{"plan":"pro"} }""");

        Assert.Null(lead["partner_id"]);
        Assert.Equal((null, "unattributed"), ((string?)sale["commission_id"], (string?)sale["reason"]));
        await AssertNobodyAsync();
        await AssertLedgerAsync();
    }

    [Fact]
    public async Task T25_stored_messages_about_the_person_lose_their_bodies_however_many_there_are_and_no_others()
    {
        await BuyAsync();
        var day = DateOnly.FromDateTime(_host.Time.GetUtcNow().UtcDateTime);
        var units = _host.Services.GetRequiredService<UnitRunner>();
        await BodyRetention.Done(_host.Store, units).RaiseAsync(default, day, default);
        var own = Enumerable.Range(0, (2 * BodyRetention.BatchSize) + 1).Select(_ => Message(Key, InboxState.Applied, days: 0))
            .Append(Message(Key, InboxState.Failed, days: -100)).Append(Message(Key, InboxState.Quarantined, days: -100)).ToList();
        var other = Message("somebody-else", InboxState.Applied, days: 0);
        var waiting = Message(Key, InboxState.Received, days: 0);
        foreach (var message in own.Append(other).Append(waiting))
        {
            await _host.Store.AddAsync(message);
        }

        await CallAsync(HttpMethod.Post, Path + "/erase", "{}");

        var stored = (await _host.Store.ListAsync(Query<InboxEntry>.All, default)).ToDictionary(message => message.Id);
        Assert.All(own, message => Assert.Null(stored[message.Id].Body));
        Assert.NotNull(stored[other.Id].Body);
        Assert.NotNull(stored[waiting.Id].Body);
    }

    [Fact]
    public async Task Somebody_unknown_or_of_another_program_is_404()
    {
        await CallAsync(HttpMethod.Get, "/customers/nobody", null, HttpStatusCode.NotFound);
        await CallAsync(HttpMethod.Post, "/customers/nobody/erase", "{}", HttpStatusCode.NotFound);
    }

    /// <summary>No stored text has the key or the address in it.</summary>
    private async Task AssertNobodyAsync()
    {
        var texts = new List<string>();
        texts.AddRange((await _host.Store.ListAsync(Query<Customer>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<LoggedEvent>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<PaymentReference>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<Sale>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<Commission>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<CallKey>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<ReferralDecision>.All, default)).Select(row => row.ToString()));
        texts.AddRange((await _host.Store.ListAsync(Query<WorkItem>.All, default)).Select(row => row.ToString()));
        Assert.DoesNotContain(texts, text => text.Contains("user-7", StringComparison.Ordinal) || text.Contains("host.example", StringComparison.Ordinal) || text.Contains("s***@", StringComparison.Ordinal));
        Assert.Null((await _host.Store.ListAsync(Query<Customer>.All, default)).FirstOrDefault(row => row.EmailHash is not null));
    }

    private InboxEntry Message(string customer, InboxState state, int days)
    {
        var at = _host.Time.GetUtcNow().AddDays(days).ToUtcMilliseconds();
        return Sample.InboxEntry() with
        {
            Id = AffiliateId.New<InboxEntryId>(at),
            State = state,
            Body = Encoding.UTF8.GetBytes($$"""{"customer":"{{customer}}"}"""),
            ReceivedAt = at,
        };
    }

    private async Task BuyAsync()
    {
        var click = await ClickAsync();
        await CallAsync(HttpMethod.Post, "/track/lead", $$"""{"customer_key":"{{Key}}","click_id":"{{click}}","email":"someone@host.example"}""");
        foreach (var transaction in new[] { "t-1", "t-2" })
        {
            await CallAsync(HttpMethod.Post, "/track/sale", $$"""{"transaction_id":"{{transaction}}","amount_cents":9900,"customer_key":"{{Key}}","metadata":{"mail":"someone@host.example"} }""");
        }
    }

    private async Task PayOutAsync()
    {
        var ids = (await CallAsync(HttpMethod.Get, "/commissions"))["data"]!.AsArray().Select(one => $"\"{one!["id"]}\"");
        await CallAsync(HttpMethod.Post, "/commissions/approve", $$"""{"ids":[{{string.Join(',', ids)}}]}""");
        var run = await CallAsync(HttpMethod.Post, "/payouts/generate", """{"min_payout_cents":1}""");
        await CallAsync(HttpMethod.Post, $"/payouts/{run["payouts"]![0]!["payout_id"]}/pay", "{}");
    }

    private async Task<string> ClickAsync()
    {
        var answer = await _host.PostAsync("/affiliate/track/click", """{"ref":"alpha","landing":"/"}""").JsonAsync();
        _host.Time.Advance(TimeSpan.FromMinutes(5));
        return answer.GetProperty("click_id").GetString()!;
    }

    private async Task AssertLedgerAsync() =>
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());

    private async Task<JsonNode> CallAsync(HttpMethod method, string path, string? body = null, HttpStatusCode? expected = null)
    {
        using var answer = await _host.SendAsync(
            method, "/affiliate/api/v1" + path, body, body is null ? null : "application/json", ("Authorization", $"Bearer {_key}"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected is null ? answer.IsSuccessStatusCode : expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
