using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests.Embedding;

/// <summary>AH-40, AH-42: a token opens one partner's own data for an hour, and nothing else.</summary>
public sealed class EmbedApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private string _key = null!;
    private Partner _alpha = null!;
    private Partner _beta = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _key = await _host.AddKeyAsync();
        _alpha = await _host.AddPartnerAsync("alpha");
        _beta = await _host.AddPartnerAsync("beta");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AH_42_a_token_has_the_published_claims_and_lasts_an_hour()
    {
        var (token, answer) = await IssueAsync(_alpha);

        Assert.Equal(3_600, answer.GetProperty("expires_in").GetInt32());
        var (header, claims) = (Part(token, 0), Part(token, 1));
        Assert.Equal(("HS256", "JWT"), ((string)header["alg"]!, (string)header["typ"]!));
        Assert.Equal((_alpha.Id.ToString(), _alpha.ProgramId.ToString(), "embed"), ((string)claims["partner_id"]!, (string)claims["program_id"]!, (string)claims["scope"]!));
        Assert.Equal(3_600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal(_host.Time.GetUtcNow().ToUnixTimeSeconds(), (long)claims["iat"]!);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(token, "/dashboard")).StatusCode);
        _host.Time.Advance(TimeSpan.FromSeconds(3_599));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(token, "/dashboard")).StatusCode);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await GetAsync(token, "/dashboard").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task AH_42_it_shows_the_partners_figures_commissions_and_payouts()
    {
        await SellAsync("alpha", "user-1");
        await SellAsync("beta", "user-2");
        var (token, _) = await IssueAsync(_alpha);

        var dashboard = await GetAsync(token, "/dashboard").JsonAsync();
        Assert.Equal((1, 1, 100m), (dashboard.GetProperty("clicks").GetInt32(), dashboard.GetProperty("referrals").GetInt32(), dashboard.GetProperty("conversion_rate").GetDecimal()));
        Assert.Equal(1_980, dashboard.GetProperty("balances")[0].GetProperty("pending_cents").GetInt64());
        var commissions = (await GetAsync(token, $"/commissions?partner_id={_beta.Id}").JsonAsync()).GetProperty("data");
        Assert.Equal(_alpha.Id.ToString(), Assert.Single(commissions.EnumerateArray()).GetProperty("partner_id").GetString());
        Assert.Equal(0, (await GetAsync(token, "/payouts").JsonAsync()).GetProperty("total").GetInt32());
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    [Fact]
    public async Task AH_42_links_are_listed_made_and_switched_off_but_only_the_partners_own()
    {
        var (token, _) = await IssueAsync(_alpha);

        var made = await SendAsync(HttpMethod.Post, token, "/links", $$"""{"slug":"spring","partner_id":"{{_beta.Id}}","destination_url":"/pricing"}""").JsonAsync();
        Assert.Equal(_alpha.Id.ToString(), made.GetProperty("partner_id").GetString());
        var listed = (await GetAsync(token, $"/links?partner_id={_beta.Id}").JsonAsync()).GetProperty("data").EnumerateArray().Select(link => link.GetProperty("slug").GetString());
        Assert.Equal(["alpha", "spring"], listed.Order());
        Assert.Equal("disabled", (await SendAsync(HttpMethod.Delete, token, $"/links/{made.GetProperty("id").GetString()}").JsonAsync()).GetProperty("status").GetString());

        var others = (await _host.Store.ListAsync(Query<Link>.All.Equal(link => link.PartnerId, _beta.Id), default))[0];
        await GetAsync(token, $"/links/{others.Id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await SendAsync(HttpMethod.Delete, token, $"/links/{others.Id}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"beta","title":"mine"}""").ProblemAsync(HttpStatusCode.Conflict, "slug_taken");
        Assert.False((await _host.Store.ListAsync(Query<Link>.All.Equal(link => link.PartnerId, _beta.Id), default))[0].IsDisabled);
        var log = await _host.GetAsync("/affiliate/api/v1/events?type=link.created", ("Authorization", $"Bearer {_key}")).JsonAsync();
        Assert.Equal(_alpha.Id.ToString(), log.GetProperty("data")[0].GetProperty("actor").GetString());
    }

    [Fact]
    public async Task AH_42_a_link_that_the_owner_switched_off_stays_off_until_they_switch_it_on()
    {
        var (token, _) = await IssueAsync(_alpha);
        var owner = ("Authorization", $"Bearer {_key}");
        var made = await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring"}""").JsonAsync();
        var path = $"/affiliate/api/v1/links/{made.GetProperty("id").GetString()}";

        // What the partner switched off themselves they may switch on.
        Assert.Equal("partner", (await SendAsync(HttpMethod.Delete, token, $"/links/{made.GetProperty("id").GetString()}").JsonAsync()).GetProperty("disabled_by").GetString());
        Assert.Equal("active", (await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring","status":"active"}""").JsonAsync()).GetProperty("status").GetString());

        // The owner's word counts, also about a link that is off already.
        await SendAsync(HttpMethod.Delete, token, $"/links/{made.GetProperty("id").GetString()}").JsonAsync();
        var disabled = await _host.SendAsync(HttpMethod.Delete, path, null, null, owner).JsonAsync();
        Assert.Equal("owner", disabled.GetProperty("disabled_by").GetString());
        await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring","status":"active"}""").ProblemAsync(HttpStatusCode.Conflict, "disabled_by_owner");
        await _host.GetAsync("/affiliate/r/spring").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var renamed = await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring","title":"Mine","status":"disabled"}""").JsonAsync();
        Assert.Equal(("Mine", "owner"), (renamed.GetProperty("title").GetString(), renamed.GetProperty("disabled_by").GetString()));

        var back = await _host.SendAsync(HttpMethod.Patch, path, """{"status":"active"}""", "application/json", owner).JsonAsync();
        Assert.Equal(("active", JsonValueKind.Null), (back.GetProperty("status").GetString(), back.GetProperty("disabled_by").ValueKind));
        Assert.Equal(HttpStatusCode.Redirect, (await _host.GetAsync("/affiliate/r/spring")).StatusCode);
    }

    [Fact]
    public async Task AH_42_a_link_of_a_stopped_campaign_is_not_taken_out_of_it_by_the_partner()
    {
        var (token, _) = await IssueAsync(_alpha);
        var owner = ("Authorization", $"Bearer {_key}");
        var campaign = await _host.PostAsync(
            "/affiliate/api/v1/campaigns", $$"""{"name":"Spring","partner_id":"{{_alpha.Id}}","primary_link":{"slug":"spring"} }""", owner).JsonAsync();
        var path = $"/affiliate/api/v1/campaigns/{campaign.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.Redirect, (await _host.GetAsync("/affiliate/r/spring")).StatusCode);

        await _host.SendAsync(HttpMethod.Delete, path, null, null, owner).JsonAsync();
        await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring","campaign_id":null}""").ProblemAsync(HttpStatusCode.Conflict, "campaign_stopped");
        await _host.GetAsync("/affiliate/r/spring").ProblemAsync(HttpStatusCode.NotFound, "not_found");

        await _host.SendAsync(HttpMethod.Patch, path, """{"status":"active"}""", "application/json", owner).JsonAsync();
        await SendAsync(HttpMethod.Post, token, "/links", """{"slug":"spring","campaign_id":null}""").JsonAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await _host.GetAsync("/affiliate/r/spring")).StatusCode);
    }

    [Fact]
    public async Task AH_40_a_token_is_no_key_a_key_is_no_token_and_a_changed_token_is_nothing()
    {
        var (token, _) = await IssueAsync(_alpha);
        await _host.GetAsync("/affiliate/api/v1/partners", ("Authorization", $"Bearer {token}")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await GetAsync(_key, "/dashboard").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        var parts = token.Split('.');
        var none = Encode(new JsonObject { ["alg"] = "none", ["typ"] = "JWT", ["kid"] = (string)Part(token, 0)["kid"]! });
        var forBeta = Part(token, 1);
        forBeta["partner_id"] = _beta.Id.ToString();
        var guessed = Base64(HMACSHA256.HashData("secret"u8.ToArray(), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")));
        foreach (var wrong in new[]
        {
            "", "a.b.c", "..", $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{parts[0]}.{Encode(forBeta)}.{parts[2]}", $"{parts[0]}.{parts[1]}.{guessed}",
            token[..^4], token + "AA", $"{parts[0]}.{parts[1]}", "{}.{}.{}", Base64("[]"u8.ToArray()) + "." + parts[1] + "." + parts[2], new string('a', 5_000),
        })
        {
            await GetAsync(wrong, "/dashboard").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }

        await _host.PostAsync($"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", "{}", ("Authorization", $"Bearer {_key}")).JsonAsync();
        await GetAsync(token, "/dashboard").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await _host.PostAsync("/affiliate/api/v1/embed/tokens", $$"""{"partner_id":"{{_alpha.Id}}"}""", ("Authorization", $"Bearer {_key}")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();

    private static string Encode(JsonObject value) => Base64(Encoding.UTF8.GetBytes(value.ToJsonString()));

    private static string Base64(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private async Task SellAsync(string slug, string customer)
    {
        var click = await _host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}","landing":"/"}""").JsonAsync();
        await _host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"{{customer}}","amount_cents":9900,"customer_key":"{{customer}}","click_id":"{{click.GetProperty("click_id").GetString()}}"}""",
            ("Authorization", $"Bearer {_key}")).JsonAsync();
    }

    private async Task<(string Token, JsonElement Answer)> IssueAsync(Partner partner)
    {
        var answer = await _host.PostAsync(
            "/affiliate/api/v1/embed/tokens", $$"""{"partner_id":"{{partner.Id}}"}""", ("Authorization", $"Bearer {_key}")).JsonAsync();
        return (answer.GetProperty("token").GetString()!, answer);
    }

    private Task<HttpResponseMessage> GetAsync(string token, string path) => SendAsync(HttpMethod.Get, token, path);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string token, string path, string? body = null) => _host.SendAsync(
        method, "/affiliate/embed" + path, body, body is null ? null : "application/json", ("Authorization", $"Bearer {token}"));
}
