using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>UseAffiliateTracking()</c>: capture with no script, unnoticed by everything else.</summary>
public class ArrivalMiddlewareTests
{
    [Theory]
    [InlineData("/pricing?ref=alpha")]
    [InlineData("/pricing?x=1&via=ALPHA")]
    [InlineData("/pricing?aff=alpha")]
    [InlineData("/pricing?fpr=alpha#top")]
    [InlineData("/pricing?REF=alpha")]
    [InlineData("/pricing?ref=alpha&ref=beta")]
    public async Task A_page_asked_for_through_a_link_is_a_click(string path)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(
            path + "", ("Accept", "text/html,application/xhtml+xml"), ("Referer", "https://blog.example/post?q"));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("/pricing", "https://blog.example/post", true), (click.Landing, click.Referrer, click.Attributable));
        Assert.Equal(Guid.Parse(answer.Cookie()!["affiliate=".Length..][..32]), click.VisitorId);
        Assert.Equal($"{click.VisitorId}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/pricing?ref=nobody", "text/html", null)]
    [InlineData("GET", "/pricing?refx=alpha", "text/html", null)]
    [InlineData("GET", "/pricing?x=ref", "text/html", null)]
    [InlineData("GET", "/pricing?ref=", "text/html", null)]
    [InlineData("GET", "/pricing?ref=a&ref=alpha", "text/html", null)]
    [InlineData("GET", "/pricing", "text/html", null)]
    [InlineData("GET", "/pricing?ref=alpha", "application/json", null)]
    [InlineData("GET", "/pricing?ref=alpha", "*/*", null)]
    [InlineData("GET", "/pricing?ref=alpha", "text/html", "image")]
    [InlineData("GET", "/pricing?ref=alpha", "text/html", "iframe")]
    [InlineData("POST", "/pricing?ref=alpha", "text/html", null)]
    [InlineData("HEAD", "/pricing?ref=alpha", "text/html", null)]
    public async Task Other_requests_pass_untouched(string method, string path, string accept, string? destination)
    {
        await using var host = await StartAsync();

        var answer = await host.SendAsync(
            new HttpMethod(method), path, null, null, ("Accept", accept), ("Sec-Fetch-Dest", destination ?? ""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Cookie());
        Assert.Empty(await host.ClicksAsync());
    }

    [Fact]
    public async Task A_page_loaded_ahead_is_no_arrival()
    {
        await using var host = await StartAsync();

        await host.GetAsync("/pricing?ref=alpha", ("Accept", "text/html"), ("Sec-Purpose", "prefetch"));

        Assert.Empty(await host.ClicksAsync());
    }

    [Fact]
    public async Task Our_own_routes_are_not_counted_twice()
    {
        await using var host = await StartAsync();

        await host.GetAsync("/affiliate/r/alpha?ref=alpha", ("Accept", "text/html"));

        Assert.Single(await host.ClicksAsync());
    }

    [Fact]
    public async Task I16_with_the_store_away_the_page_answers_all_the_same()
    {
        await using var host = await StartAsync(affiliate => affiliate.UseStore<FailingStore>());
        ((FailingStore)host.Store).IsAway = true;
        host.Time.Advance(TimeSpan.FromMinutes(1));

        var answer = await host.GetAsync("/pricing?ref=alpha", ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task I16_a_consent_callback_that_throws_does_not_break_the_page()
    {
        await using var host = await StartAsync(affiliate => affiliate.ConfigureHttp(
            o => o.HasConsent = _ => throw new InvalidOperationException("no consent service")));

        var answer = await host.GetAsync("/plain?ref=alpha", ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_names_of_the_parameter_are_the_hosts()
    {
        await using var host = await StartAsync(affiliate => affiliate.ConfigureHttp(o =>
        {
            o.ReferralParameters.Clear();
            o.ReferralParameters.Add("partner");
        }));

        await host.GetAsync("/pricing?ref=alpha", ("Accept", "text/html"));
        Assert.Empty(await host.ClicksAsync());
        await host.GetAsync("/pricing?partner=alpha", ("Accept", "text/html"));
        Assert.Single(await host.ClicksAsync());
    }

    [Fact]
    public async Task The_visit_is_the_cookie_and_the_click_in_the_address()
    {
        await using var host = await StartAsync();
        var click = Sample.Id<ClickId>();
        var visitor = VisitorCookie.NewVisitor(Sample.Now);

        async Task<string> VisitAsync(string query, params (string, string)[] headers) =>
            await (await host.GetAsync("/visit" + query, headers)).Content.ReadAsStringAsync();

        Assert.Equal("none", await VisitAsync(""));
        Assert.Equal("none", await VisitAsync("?clickid=clk_1"));
        Assert.Equal("none", await VisitAsync("?clickid=" + Sample.Id<SaleId>()));
        Assert.Equal($"| {click}", await VisitAsync($"?clickid={click}"));
        Assert.Equal($"| {click}", await VisitAsync($"?clickid={Sample.Id<ClickId>()}&clickid={click}"));
        Assert.Equal($"{visitor} | ", await VisitAsync("", ("Cookie", $"a=b; affiliate={visitor:N}")));
        Assert.Equal($"{visitor} | {click}", await VisitAsync($"?clickid={click}", ("Cookie", $"affiliate={visitor:N}")));
        Assert.Equal("none", await VisitAsync($"?clickid={click}", ("Cookie", $"affiliate={visitor:N}"), ("Sec-GPC", "1")));
    }

    [Fact]
    public async Task The_host_that_is_visited_names_the_program_of_click_and_sign_up()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate
                .AddProgram("first", _ => { })
                .AddProgram("second", program => program.AllowedHosts.Add("second.example")),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapPost("/signup", async (HttpContext context, AffiliateTracker tracker) =>
                    (await tracker.ReferAsync("user-7", context.GetAffiliateVisit()))?.ProgramId.ToString());
            });
        await host.AddPartnerAsync("alpha", program: "second");
        var second = await host.ProgramAsync("second");

        var page = await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"), ("Host", "second.example:8080"));
        var signUp = await host.PostAsync(
            "/signup", "{}", ("Host", "second.example:8080"), ("Cookie", page.Cookie()!.Split(';')[0]));

        Assert.Equal(second.Id, Assert.Single(await host.ClicksAsync()).ProgramId);
        Assert.Equal(second.Id.ToString(), await signUp.Content.ReadAsStringAsync());
    }

    private static async Task<TestHost> StartAsync(Action<AffiliateBuilder>? affiliate = null)
    {
        var host = await TestHost.StartAsync(affiliate, app =>
        {
            app.UseAffiliateTracking();
            app.MapAffiliateEndpoints();
            app.Map("/pricing", (HttpContext context) => $"{context.GetAffiliateVisit()?.VisitorId}");
            app.Map("/plain", () => "plain");
            app.MapGet("/visit", (HttpContext context) => context.GetAffiliateVisit() is { } visit
                ? $"{visit.VisitorId} | {visit.ClickId}".TrimStart()
                : "none");
        });
        await host.AddPartnerAsync("alpha");
        return host;
    }
}
