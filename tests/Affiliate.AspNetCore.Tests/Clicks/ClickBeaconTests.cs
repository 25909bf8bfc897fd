using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>POST /track/click</c>: what is recorded and what the browser gets.</summary>
public class ClickBeaconTests
{
    private const string Path = "/affiliate/track/click";
    private const string Body = """{"program_id":"default","ref":"alpha","landing":"/pricing","referrer":"https://x.example/john"}""";

    [Fact]
    public async Task AH_01_AH_02_a_beacon_records_the_click_and_names_it()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");

        var answer = await host.PostAsync(Path, Body).JsonAsync();

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(["click_id", "partner", "cookie_window_days"], answer.Names());
        Assert.Equal(click.Id.ToString(), answer.GetProperty("click_id").GetString());
        Assert.Equal("alpha", answer.GetProperty("partner").GetString());
        Assert.Equal(90, answer.GetProperty("cookie_window_days").GetInt32());
        Assert.Equal(
            (partner.Id, "alpha", "/pricing", "https://x.example/john", "x.example", Sample.Now, true, true, null),
            (click.PartnerId, click.Ref, click.Landing, click.Referrer, click.Source, click.OccurredAt, click.Qualified,
                click.Attributable, click.Reason));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=\"UTF-8\"")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task AH_03_json_plain_text_and_no_type_are_taken(string? contentType)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.SendAsync(HttpMethod.Post, Path, Body, contentType).JsonAsync();

        Assert.Single(await host.ClicksAsync());
    }

    [Fact]
    public async Task AH_04_the_landing_page_is_kept_as_a_path_and_the_referrer_without_query()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync(Path, """{"ref":"ALPHA","landing":"https://shop.example/a?secret=1#x","referrer":"https://u:p@x.example/y?q=1"}""")
            .JsonAsync();

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(("/a", "https://x.example/y"), (click.Landing, click.Referrer));
    }

    [Fact]
    public async Task AH_09_three_refreshes_are_three_clicks_of_one_visitor()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var first = await host.PostAsync(Path, Body);
        var cookie = first.Cookie()!.Split(';')[0];
        await host.PostAsync(Path, Body, ("Cookie", cookie));
        var third = await host.PostAsync(Path, Body, ("Cookie", cookie));

        var clicks = await host.ClicksAsync();
        Assert.Equal(3, clicks.Count);
        Assert.Single(clicks.Select(click => click.VisitorId).Distinct());
        Assert.Equal(cookie, third.Cookie()!.Split(';')[0]);
    }

    [Fact]
    public async Task The_cookie_is_first_party_http_only_and_lives_for_the_window()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var cookie = (await host.PostAsync(Path, Body)).Cookie()!;

        Assert.Matches("^affiliate=[0-9a-f]{32}; max-age=7776000; path=/; samesite=lax; httponly$", cookie);
        Assert.Equal(Assert.Single(await host.ClicksAsync()).VisitorId, Guid.Parse(cookie["affiliate=".Length..][..32]));
    }

    [Fact]
    public async Task The_cookie_is_for_the_domain_that_the_host_names()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.ConfigureHttp(o => o.CookieDomain = "example.com"));
        await host.AddPartnerAsync("alpha");

        Assert.Contains("domain=example.com", (await host.PostAsync(Path, Body, ("Host", "www.example.com"))).Cookie(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("affiliate=")]
    [InlineData("affiliate=00000000000000000000000000000000")]
    [InlineData("affiliate=not-a-visitor")]
    [InlineData("affiliate=0190d1f7-5b1c-7c3e-8a2b-0123456789ab")]
    public async Task A_cookie_that_is_not_ours_is_replaced(string cookie)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var answer = await host.PostAsync(Path, Body, ("Cookie", cookie));

        Assert.Matches("^affiliate=[0-9a-f]{32};", answer.Cookie()!);
        Assert.NotEqual(Guid.Empty, Assert.Single(await host.ClicksAsync()).VisitorId);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("gone")]
    [InlineData("paused")]
    [InlineData("not a slug!")]
    public async Task A_slug_that_earns_nothing_gets_the_same_status_and_shape(string slug)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("gone", PartnerStatus.Deactivated);
        await host.AddPartnerAsync("paused", PartnerStatus.Suspended);

        var answer = await host.PostAsync(Path, $$"""{"ref":"{{slug}}"}""");

        var body = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["click_id", "partner", "cookie_window_days"], body.Names());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("click_id").ValueKind);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("partner").ValueKind);
        Assert.Null(answer.Cookie());
        Assert.DoesNotContain(await host.ClicksAsync(), click => click.Attributable || click.Qualified);
    }

    [Fact]
    public async Task An_invited_partner_earns_clicks_already()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha", PartnerStatus.Invited);

        await host.PostAsync(Path, Body);

        Assert.True(Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch;prerender", "prefetch", false, false)]
    [InlineData("Purpose", "prefetch", "prefetch", false, false)]
    [InlineData("X-Moz", "prefetch", "prefetch", false, false)]
    [InlineData("User-Agent", "", "no_user_agent", false, true)]
    [InlineData("Origin", "https://evil.example", "foreign_origin", false, false)]
    [InlineData("Sec-GPC", "1", "no_consent", true, false)]
    public async Task Clicks_that_do_not_count_are_kept_with_the_reason(
        string header, string value, string reason, bool isQualified, bool isAttributable)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync(Path, Body, (header, value)).JsonAsync();

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((isQualified, isAttributable, reason), (click.Qualified, click.Attributable, click.Reason));
    }

    [Fact]
    public async Task Without_consent_a_click_counts_but_has_no_identity()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.ConfigureHttp(o => o.HasConsent = _ => false));
        await host.AddPartnerAsync("alpha");

        var answer = await host.PostAsync(Path, Body, ("Cookie", $"affiliate={VisitorCookie.NewVisitor(Sample.Now):N}"));

        Assert.Null(answer.Cookie());
        Assert.Equal(JsonValueKind.Null, (await answer.JsonAsync()).GetProperty("click_id").ValueKind);
        var click = Assert.Single(await host.ClicksAsync());
        Assert.Null(click.VisitorId);
        Assert.True(click.Qualified);
    }

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("http://app.example.com:8080")]
    [InlineData("own")]
    public async Task AH_03_an_allowed_page_may_read_the_answer_and_send_json(string origin)
    {
        await using var host = await TestHost.StartAsync(WithHosts);
        await host.AddPartnerAsync("alpha");
        origin = origin == "own" ? host.Address.GetLeftPart(UriPartial.Authority) : origin;

        var preflight = await host.SendAsync(
            HttpMethod.Options, Path, null, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"));
        var answer = await host.PostAsync(Path, Body, ("Origin", origin));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(origin, preflight.Header("Access-Control-Allow-Origin"));
        Assert.Equal("POST", preflight.Header("Access-Control-Allow-Methods"));
        Assert.Equal("content-type", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Equal("true", preflight.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("Origin", preflight.Header("Vary"));
        Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.True(Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("https://evilapp.example.com")]
    [InlineData("https://app.example.com@evil.example")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("chrome-extension://app.example.com")]
    [InlineData("https://app.example.com, https://evil.example")]
    public async Task Another_page_neither_reads_the_answer_nor_attributes(string origin)
    {
        await using var host = await TestHost.StartAsync(WithHosts);
        await host.AddPartnerAsync("alpha");

        var preflight = await host.SendAsync(
            HttpMethod.Options, Path, null, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));
        var answer = await host.PostAsync(Path, Body, ("Origin", origin));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Null(preflight.Header("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.Null(answer.Cookie());
        Assert.False(Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    public async Task Without_an_origin_the_fetch_site_decides(string site, bool isAttributable)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync(Path, Body, ("Sec-Fetch-Site", site));

        Assert.Equal(isAttributable, Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Fact]
    public async Task A_proxy_that_changes_the_host_does_not_make_own_pages_foreign()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync(Path, Body, ("Origin", "https://shop.example"), ("Sec-Fetch-Site", "same-origin"));

        Assert.True(Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Fact]
    public async Task Another_program_is_chosen_by_id_or_key_in_body_or_address()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("first", _ => { }).AddProgram("second", _ => { }));
        await host.AddPartnerAsync("alpha", program: "second");
        var second = await host.ProgramAsync("second");

        await host.PostAsync(Path, $$"""{"ref":"alpha","program_id":"{{second.Id}}"}""").JsonAsync();
        await host.PostAsync(Path, """{"ref":"alpha","program_id":"second"}""").JsonAsync();
        await host.PostAsync(Path + "?program_id=second", """{"ref":"alpha"}""").JsonAsync();

        Assert.All(await host.ClicksAsync(), click => Assert.Equal(second.Id, click.ProgramId));
        Assert.Equal(3, (await host.ClicksAsync()).Count);
        await host.PostAsync(Path, """{"ref":"alpha","program_id":"third"}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Unknown_members_are_passed_over()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync(Path, """{"future":{"a":[1,{"b":null}]},"ref":"alpha","x":1.5e3,"landing":null}""").JsonAsync();

        Assert.Null(Assert.Single(await host.ClicksAsync()).Landing);
    }

    internal static void WithHosts(AffiliateBuilder affiliate) => affiliate.AddProgram(
        "default", program =>
        {
            program.AllowedHosts.Add("app.example.com");
            program.AllowedHosts.Add("www.example.com");
        });
}
