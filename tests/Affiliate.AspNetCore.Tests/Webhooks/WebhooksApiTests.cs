using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests.Webhooks;

/// <summary>AH-44, TX-09, TX-20: endpoints and deliveries over HTTP, with a receiver that is a real server.</summary>
public sealed class WebhooksApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private WebhookReceiver _receiver = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _host = await TestHost.StartAsync(
            affiliate => affiliate.Configure(options => options.Webhooks.AllowedNetworks.Add("127.0.0.0/8")),
            services: services => services.AddSingleton<HostAddresses>());
        _key = await _host.AddKeyAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task AH_44_an_endpoint_gets_the_events_it_wants_signed_and_the_log_tells()
    {
        var made = await CreateAsync("""["partner.created"]""");
        var secret = (string)made["secret"]!;

        await CallAsync(HttpMethod.Post, "/partners", """{"email":"new@example.com","slug":"new"}""", HttpStatusCode.Created);
        var received = await _receiver.WhenReceivedAsync(1);

        var body = JsonNode.Parse(received.Body)!;
        Assert.Equal("partner.created", (string)body["type"]!);
        Assert.Equal("new", (string)body["data"]!["slug"]!);
        Assert.Equal((string)body["id"]!, received.Headers["webhook-id"]);
        Assert.Equal(("partner.created", "1"), (received.Headers["x-affiliate-event"], received.Headers["x-affiliate-attempt"]));
        Assert.Matches("^sha256=[0-9a-f]{64}$", received.Headers["x-affiliate-signature"]);
        await NodeVerifiers.AssertAcceptedAsync(received, secret);
        var delivery = await WhenAsync($"/webhooks/{made["id"]}/deliveries", page => (string)page["data"]![0]!["status"]! == "delivered");
        Assert.Equal(200, (int)delivery["data"]![0]!["response_status"]!);
        Assert.Equal("thanks", (string)delivery["data"]![0]!["response_body"]!);
        var endpoint = await CallAsync(HttpMethod.Get, $"/webhooks/{made["id"]}");
        Assert.Equal(1m, (decimal)endpoint["deliveries"]!["delivery_rate"]!);
        Assert.DoesNotContain(secret, endpoint.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain((await _host.Store.ListAsync(Query<Affiliate.WebhookEndpoint>.All, default)), row => row.SealedSecret.Contains(secret[6..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task TX_09_link_clicked_is_delivered_to_whoever_names_it_and_the_log_shows_the_clicks()
    {
        await _host.AddPartnerAsync("alpha");
        await CreateAsync("""["link.clicked"]""");

        await _host.GetAsync("/affiliate/r/alpha?src=news");
        var received = await _receiver.WhenReceivedAsync(1);

        var click = Assert.Single(await _host.ClicksAsync());
        var body = JsonNode.Parse(received.Body)!;
        Assert.Equal(("link.clicked", click.Id.ToString(), click.LinkId.ToString(), "news"), (
            (string)body["type"]!, (string)body["data"]!["click_id"]!, (string)body["data"]!["link_id"]!, (string)body["data"]!["source"]!));
        var listed = (await CallAsync(HttpMethod.Get, "/events?type=link.clicked"))["data"]!.AsArray();
        Assert.Equal(((string)body["id"]!, "alpha"), ((string)listed.Single()!["id"]!, (string)listed.Single()!["payload"]!["ref"]!));
        Assert.Single((await CallAsync(HttpMethod.Get, "/events"))["data"]!.AsArray(), line => (string)line!["type"]! is "click" or "link.clicked");
    }

    /// <summary>What is delivered can be found again in the log: both say the same identifier, for either name of a click.</summary>
    [Fact]
    public async Task A_click_has_the_same_identifier_in_the_log_and_in_what_is_delivered()
    {
        await _host.AddPartnerAsync("alpha");
        await CreateAsync("""["click","link.clicked"]""");

        await _host.GetAsync("/affiliate/r/alpha");
        await _receiver.WhenReceivedAsync(2);

        foreach (var type in new[] { "click", "link.clicked" })
        {
            var listed = (await CallAsync(HttpMethod.Get, $"/events?type={type}"))["data"]!.AsArray().Single()!;
            var sent = _receiver.Received.Select(one => JsonNode.Parse(one.Body)!).Single(body => (string)body["type"]! == type);
            Assert.Equal((string)sent["id"]!, (string)listed["id"]!);
        }
    }

    [Fact]
    public async Task T12_during_a_rotation_both_secrets_are_accepted_and_then_only_the_new_one()
    {
        var made = await CreateAsync("""["never.sent"]""");
        var old = (string)made["secret"]!;
        var rotated = await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/rotate", """{"overlap_hours":1}""");
        var fresh = (string)rotated["secret"]!;

        await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);
        var during = await _receiver.WhenReceivedAsync(1);
        await NodeVerifiers.AssertAcceptedAsync(during, old);
        await NodeVerifiers.AssertAcceptedAsync(during, fresh);

        _host.Time.Advance(TimeSpan.FromHours(1));
        await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);
        var after = await _receiver.WhenReceivedAsync(2);
        await NodeVerifiers.AssertAcceptedAsync(after, fresh);
        await NodeVerifiers.AssertRefusedAsync(after, old);
    }

    /// <summary>T12: whatever is changed on the way, both verifiers notice.</summary>
    [Fact]
    public async Task T12_one_altered_byte_makes_both_verifiers_refuse()
    {
        var made = await CreateAsync("""["never.sent"]""");
        var secret = (string)made["secret"]!;
        await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);
        var received = await _receiver.WhenReceivedAsync(1);
        await NodeVerifiers.AssertAcceptedAsync(received, secret);

        foreach (var position in Enumerable.Range(0, 6).Select(part => part * (received.Body.Length - 1) / 5))
        {
            var altered = (char)(received.Body[position] ^ 1);
            await NodeVerifiers.AssertRefusedAsync(
                received with { Body = $"{received.Body[..position]}{altered}{received.Body[(position + 1)..]}" }, secret);
        }

        await NodeVerifiers.AssertRefusedAsync(received with { Body = received.Body + " " }, secret);
        foreach (var (name, value) in new[] { ("webhook-id", "evt_other"), ("webhook-timestamp", $"{long.Parse(received.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture) + 1}") })
        {
            var headers = new Dictionary<string, string>(received.Headers, StringComparer.Ordinal) { [name] = value };
            await NodeVerifiers.AssertRefusedAsync(received with { Headers = headers }, secret);
        }
    }

    /// <summary>Semantics 18: what test mode does reaches endpoints of test keys, and live ones never.</summary>
    [Fact]
    public async Task TX_09_test_mode_reaches_test_endpoints_only_and_says_conversion_tested()
    {
        await CreateAsync("""["*"]""");
        var testKey = (string)(await CallAsync(
            HttpMethod.Post, "/api-keys", """{"name":"test","scopes":["read","track","webhooks.write"],"is_test":true}""", HttpStatusCode.Created))["secret"]!;
        var (live, secret) = (_key, "");
        _key = testKey;
        secret = (string)(await CreateAsync("""["conversion.tested"]"""))["secret"]!;
        await CallAsync(HttpMethod.Post, "/track/sale", """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-1"}""");
        var tested = await _receiver.WhenReceivedAsync(1);
        _key = live;
        await CallAsync(HttpMethod.Post, "/partners", """{"email":"new@example.com","slug":"new"}""", HttpStatusCode.Created);
        var partner = await _receiver.WhenReceivedAsync(2);

        await NodeVerifiers.AssertAcceptedAsync(tested, secret);
        var body = JsonNode.Parse(tested.Body)!;
        Assert.Equal(("conversion.tested", "t-1", 9_900), ((string)body["type"]!, (string)body["data"]!["transaction_id"]!, (int)body["data"]!["amount_cents"]!));
        Assert.Equal("partner.created", partner.Headers["x-affiliate-event"]);
        Assert.Equal(2, _receiver.Received.Count);
    }

    /// <summary>TX-09: a tested conversion tells the click, its campaign, the value in major units, the currency and what it was called.</summary>
    [Fact]
    public async Task TX_09_a_tested_conversion_tells_click_campaign_value_and_type()
    {
        var partner = await _host.AddPartnerAsync("alpha");
        var campaign = (string)(await CallAsync(HttpMethod.Post, "/campaigns", """{"name":"Spring"}""", HttpStatusCode.Created))["id"]!;
        await CallAsync(
            HttpMethod.Post, "/links", $$"""{"slug":"spring","partner_id":"{{partner.Id}}","campaign_id":"{{campaign}}"}""", HttpStatusCode.Created);
        await _host.GetAsync("/affiliate/r/spring");
        var click = Assert.Single(await _host.ClicksAsync());
        _key = (string)(await CallAsync(
            HttpMethod.Post, "/api-keys", """{"name":"test","scopes":["track","webhooks.write"],"is_test":true}""", HttpStatusCode.Created))["secret"]!;
        await CreateAsync("""["conversion.tested"]""");

        await CallAsync(
            HttpMethod.Post, "/conversions",
            $$"""{"event_type":"purchase","value":49.50,"currency":"EUR","idempotency_key":"order-1","click_id":"{{click.Id}}"}""");

        var data = JsonNode.Parse((await _receiver.WhenReceivedAsync(1)).Body)!["data"]!;
        Assert.Equal((campaign, 49.5m, 4_950, "EUR", "purchase", "order-1"), (
            (string)data["campaign_id"]!, (decimal)data["value"]!, (int)data["amount_cents"]!, (string)data["currency"]!,
            (string)data["event_type"]!, (string)data["transaction_id"]!));
        Assert.StartsWith("clk_", (string)data["click_id"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TX_20_a_test_is_answered_202_with_its_event_and_arrives_whatever_the_endpoint_wants()
    {
        var made = await CreateAsync("""["sale.created"]""");

        var answer = await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);

        var received = await _receiver.WhenReceivedAsync(1);
        Assert.Equal((string)answer["event_id"]!, received.Headers["webhook-id"]);
        Assert.Equal("endpoint.tested", received.Headers["x-affiliate-event"]);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        _receiver.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        var made = await CreateAsync("""["sale.created"]""");

        await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);
        var page = await WhenAsync($"/webhooks/{made["id"]}/deliveries", found => (int)found["data"]![0]!["attempts"]! == 1);

        Assert.Equal((302, "http_status", "pending"), ((int)page["data"]![0]!["response_status"]!, (string)page["data"]![0]!["error"]!, (string)page["data"]![0]!["status"]!));
        Assert.Single(_receiver.Received);
    }

    [Fact]
    public async Task TX_09_what_failed_can_be_sent_again_one_or_many_with_the_same_id()
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var made = await CreateAsync("""["sale.created"]""");
        await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/test", "{}", HttpStatusCode.Accepted);
        var path = $"/webhooks/{made["id"]}/deliveries";
        foreach (var (seconds, attempts) in new[] { (0, 1), (5, 2), (10, 3), (20, 4), (40, 5), (80, 6) })
        {
            _host.Time.Advance(TimeSpan.FromSeconds(seconds));
            await WhenAsync(path, found => (int)found["data"]![0]!["attempts"]! == attempts);
        }

        var failed = (await CallAsync(HttpMethod.Get, path + "?status=failed"))["data"]![0]!;
        _receiver.Answer = context => context.Response.WriteAsync("thanks");
        var resent = await CallAsync(HttpMethod.Post, $"{path}/{failed["id"]}/resend", "{}", HttpStatusCode.Accepted);

        Assert.Equal(1, (int)resent["count"]!);
        await WhenAsync(path, found => (string)found["data"]![0]!["status"]! == "delivered");
        Assert.Single(_receiver.Received.Select(one => one.Headers["webhook-id"]).Distinct());
        Assert.Equal("7", _receiver.Received[^1].Headers["x-affiliate-attempt"]);
        Assert.Equal(0, (int)(await CallAsync(HttpMethod.Post, $"{path}/resend", "{}", HttpStatusCode.Accepted))["count"]!);
    }

    [Fact]
    public async Task What_happened_while_an_endpoint_was_off_is_replayed_from_a_date_once()
    {
        var made = await CreateAsync("""["partner.created"]""");
        await CallAsync(HttpMethod.Patch, $"/webhooks/{made["id"]}", """{"active":false}""");
        await CallAsync(HttpMethod.Post, "/partners", """{"email":"new@example.com","slug":"new"}""", HttpStatusCode.Created);
        Assert.Equal("endpoint_disabled", (string)(await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/replay", """{"from":"2026-01-01"}""", HttpStatusCode.Conflict))["code"]!);
        await CallAsync(HttpMethod.Patch, $"/webhooks/{made["id"]}", """{"active":true}""");

        var first = await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/replay", """{"from":"2026-01-01"}""", HttpStatusCode.Accepted);
        await _receiver.WhenReceivedAsync(1);
        var again = await CallAsync(HttpMethod.Post, $"/webhooks/{made["id"]}/replay", """{"from":"2026-01-01"}""", HttpStatusCode.Accepted);

        Assert.Equal((1, 0), ((int)first["count"]!, (int)again["count"]!));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]/hook")]
    [InlineData("http://2852039166/hook")]
    [InlineData("http://user@93.184.215.14/hook")]
    [InlineData("http://93.184.215.14:22/hook")]
    public async Task T13_internal_addresses_are_refused_and_the_answer_says_no_more(string url)
    {
        var answer = await CallAsync(
            HttpMethod.Post, "/webhooks", new JsonObject { ["url"] = url }.ToJsonString(), HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", (string)answer["code"]!);
        Assert.NotNull(answer["errors"]!["url"]);
    }

    private async Task<JsonNode> CreateAsync(string events) => await CallAsync(
        HttpMethod.Post, "/webhooks", $$"""{"url":"{{_receiver.Address}}/hook","events":{{events}},"description":"test"}""", HttpStatusCode.Created);

    private async Task<JsonNode> CallAsync(
        HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await _host.SendAsync(
            method, "/affiliate/api/v1" + path, body, body is null ? null : "application/json", ("Authorization", $"Bearer {_key}"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Reads until the answer is as expected; nothing here waits for the clock.</summary>
    private async Task<JsonNode> WhenAsync(string path, Func<JsonNode, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var answer = await CallAsync(HttpMethod.Get, path);
            if (isSo(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }
}
