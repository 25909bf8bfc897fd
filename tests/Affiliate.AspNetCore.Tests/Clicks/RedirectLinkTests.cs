using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>GET /r/{slug}</c>: log, set the cookie, lead on (CP-04).</summary>
public class RedirectLinkTests
{
    [Fact]
    public async Task A_link_logs_the_click_and_leads_on_with_its_id()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.AllowedHosts.Add("www.example.com")));
        await host.AddPartnerAsync("alpha", destination: "https://www.example.com/pricing?plan=pro#top");

        var answer = await host.GetAsync("/affiliate/r/Alpha?utm_source=mail", ("Referer", "https://blog.example/post?x=1"));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal($"https://www.example.com/pricing?plan=pro&clickid={click.Id}#top", answer.Header("Location"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.NotNull(answer.Header("Referrer-Policy"));
        Assert.Equal(Guid.Parse(answer.Cookie()!["affiliate=".Length..][..32]), click.VisitorId);
        Assert.Equal(
            ("/pricing", "https://blog.example/post", "mail", true, true),
            (click.Landing, click.Referrer, click.Source, click.Qualified, click.Attributable));
    }

    [Theory]
    [InlineData("?to=/docs?x=1", "/docs?x=1&clickid=")]
    [InlineData("?to=https%3A%2F%2Fapp.example.com%2Fa", "https://app.example.com/a?clickid=")]
    [InlineData("?to=https://evil.example/", "/home?clickid=")]
    [InlineData("?to=//evil.example/", "/home?clickid=")]
    [InlineData("?to=/%5Cevil.example/", "/home?clickid=")]
    [InlineData("?to=/a&to=/b", "/home?clickid=")]
    [InlineData("?to=", "/home?clickid=")]
    public async Task T18_a_requested_page_must_be_local_or_on_the_list(string query, string expected)
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("default", program =>
        {
            program.DefaultDestination = "/home";
            program.AllowedHosts.Add("app.example.com");
        }));
        await host.AddPartnerAsync("alpha");

        var location = (await host.GetAsync("/affiliate/r/alpha" + query)).Header("Location")!;

        Assert.StartsWith(expected, location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/affiliate/r/nobody")]
    [InlineData("/affiliate/r/not%20a%20slug")]
    [InlineData("/affiliate/r/nobody?to=/elsewhere")]
    public async Task An_unknown_slug_leads_to_the_default_destination(string path)
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.DefaultDestination = "/home"));

        var answer = await host.GetAsync(path);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/home", answer.Header("Location"));
        Assert.Null(answer.Cookie());
        Assert.Empty(await host.ClicksAsync());
    }

    [Fact]
    public async Task Without_any_destination_it_is_404()
    {
        await using var host = await TestHost.StartAsync();
        var program = await host.ProgramAsync();
        await host.Store.SaveAsync(program with { DefaultDestination = "" });
        host.Services.GetRequiredService<ProgramDirectory>().Forget();

        await host.GetAsync("/affiliate/r/nobody").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task I3_a_known_link_redirects_also_when_its_click_cannot_be_stored()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.UseStore<BrokenClicksStore>());
        await host.AddPartnerAsync("alpha");

        var answer = await host.WhileTimePassesAsync(host.GetAsync("/affiliate/r/alpha"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/", answer.Header("Location"));
        var problem = await host.WhileTimePassesAsync(
            host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""")
                .ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable"));
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_of_an_inactive_partner_leads_on_without_a_click_id()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("gone", PartnerStatus.Deactivated, "/pricing");

        var answer = await host.GetAsync("/affiliate/r/gone");

        Assert.Equal("/pricing", answer.Header("Location"));
        Assert.Null(answer.Cookie());
        Assert.Equal("partner_inactive", Assert.Single(await host.ClicksAsync()).Reason);
    }

    [Theory]
    [InlineData("image", false)]
    [InlineData("iframe", false)]
    [InlineData("script", false)]
    [InlineData("empty", false)]
    [InlineData("document", true)]
    public async Task Cookie_stuffing_only_a_page_load_attributes(string destination, bool isAttributable)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var answer = await host.GetAsync("/affiliate/r/alpha", ("Sec-Fetch-Dest", destination));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(isAttributable, answer.Cookie() is not null);
        Assert.Equal(isAttributable, Assert.Single(await host.ClicksAsync()).Attributable);
    }

    [Fact]
    public async Task A_head_request_redirects_and_is_flagged()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var answer = await host.SendAsync(HttpMethod.Head, "/affiliate/r/alpha");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Null(answer.Cookie());
        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((false, false, "head"), (click.Qualified, click.Attributable, click.Reason));
    }

    [Fact]
    public async Task Without_consent_there_is_neither_cookie_nor_click_id()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var answer = await host.GetAsync("/affiliate/r/alpha", ("Sec-GPC", "1"));

        Assert.Equal("/", answer.Header("Location"));
        Assert.Null(answer.Cookie());
        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((true, false, "no_consent", null), (click.Qualified, click.Attributable, click.Reason, click.VisitorId));
    }

    [Fact]
    public async Task Redirects_are_never_limited()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => host.GetAsync("/affiliate/r/alpha")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Found, answer.StatusCode));
        Assert.Equal(300, (await host.ClicksAsync()).Count);
    }
}
