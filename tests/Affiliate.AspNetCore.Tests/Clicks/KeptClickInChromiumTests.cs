using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-13: where the cookie does not come back, the page keeps the click itself, as long as the cookie would live.</summary>
[NeedsChromium]
public class KeptClickInChromiumTests
{
    /// <summary>A shop on another site than the tracker: browsers send it no cookie of ours, today or ever.</summary>
    [ConditionalFact]
    public async Task AH_13_a_page_of_another_site_keeps_the_click_and_the_sign_up_names_it()
    {
        await using var tracker = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.AllowedHosts.Add("localhost")));
        var alpha = await tracker.AddPartnerAsync("alpha");
        var token = await tracker.Services.GetRequiredService<AffiliateTracker>().IssueSignUpTokenAsync("user-7");
        var helper = $"""<script src="{tracker.Address}affiliate/affiliate.js" data-program="default"></script>""";
        await using var shop = await TestHost.StartAsync(pipeline: app =>
        {
            app.MapGet("/page", () => Html(
                helper, """affiliate.ready.then(() => setTimeout(() => location.replace("/bought"), 1000))"""));
            app.MapGet("/bought", () => Html(helper, $$"""
                affiliate.ready.then(async () => {
                  const referral = await affiliate.getReferral();
                  affiliate.signup("user-7", "buyer@mail.example", "{{token}}");
                  setTimeout(() => done(referral.ref + " " + referral.program + " " + referral.landing), 500);
                });
                """));
        });

        var document = await Chromium.OpenAsync(
            new UriBuilder(shop.Address) { Host = "localhost", Path = "/page", Query = "ref=alpha" }.Uri);

        Assert.Contains("result:alpha default /page", document, StringComparison.Ordinal);
        var click = Assert.Single(await tracker.ClicksAsync());
        var referral = Assert.Single(await tracker.Store.ListAsync(Query<Referral>.All, default));
        Assert.Equal((alpha.Id, click.Id), (referral.PartnerId, referral.ClickId));
    }

    /// <summary>Neither a cookie nor storage: an application of one page still knows its click.</summary>
    [ConditionalFact]
    public async Task AH_13_with_cookies_and_storage_blocked_a_sign_up_on_the_same_page_binds()
    {
        await using var host = await StartAsync("""
            Object.defineProperty(navigator, "cookieEnabled", { get: () => false });
            Object.defineProperty(window, "localStorage", { get() { throw new Error("blocked"); } });
            """, """
            const ask = async (tries) => {
              if (await affiliate.getReferral()) {
                affiliate.signup("user-7", null, token);
                setTimeout(() => done("signed"), 500);
              } else if (tries) setTimeout(() => ask(tries - 1), 100);
            };
            ask(20);
            """);

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?ref=alpha"));

        Assert.Contains("result:signed", document, StringComparison.Ordinal);
        Assert.Equal("last_click", Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).Reason);
    }

    [ConditionalTheory]
    [InlineData(91, "null none")]
    [InlineData(89, "alpha kept")]
    public async Task AH_13_what_is_kept_is_cleared_after_its_time(int days, string expected)
    {
        await using var host = await StartAsync($$"""
            localStorage.affiliate = JSON.stringify({
              ref: "alpha", click_id: "clk_0190a0a0a0a07000800000000000000a", timestamp: Date.now() - {{days}} * 864e5, cookie_window_days: 90,
            });
            """, """
            affiliate.ready.then(async () => {
              const referral = await affiliate.getReferral();
              done((referral && referral.ref) + " " + (localStorage.affiliate ? "kept" : "none"));
            });
            """);

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page"));

        Assert.Contains($"result:{expected}", document, StringComparison.Ordinal);
    }

    /// <summary>Where the cookie works, nothing is kept that the server keeps.</summary>
    [ConditionalFact]
    public async Task AH_11_a_page_of_our_own_keeps_nothing()
    {
        await using var host = await StartAsync(
            "", """affiliate.ready.then(() => setTimeout(() => done(localStorage.length + " " + document.cookie.length), 500));""");

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?ref=alpha"));

        Assert.Contains("result:0 0", document, StringComparison.Ordinal);
        Assert.Single(await host.ClicksAsync());
    }

    /// <summary>Where the host wants nobody recognised, another site's page keeps nothing beyond itself either.</summary>
    [ConditionalTheory]
    [InlineData(true, "clk_ false 0")]
    [InlineData(false, "clk_ true 90")]
    public async Task AH_11_a_cookieless_host_has_nothing_kept(bool isCookieless, string expected)
    {
        await using var tracker = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("default", program => program.AllowedHosts.Add("localhost"))
            .ConfigureHttp(options => options.IsCookieless = isCookieless));
        await tracker.AddPartnerAsync("alpha");
        await using var shop = await TestHost.StartAsync(pipeline: app => app.MapGet("/page", () => Html(
            $"""<script src="{tracker.Address}affiliate/affiliate.js"></script>""",
            """
            affiliate.ready.then(() => setTimeout(async () => {
              const kept = await affiliate.getReferral();
              done(kept.click_id.slice(0, 4) + " " + ("affiliate" in localStorage) + " " + (kept.cookie_window_days));
            }, 1000));
            """)));

        var document = await Chromium.OpenAsync(
            new UriBuilder(shop.Address) { Host = "localhost", Path = "/page", Query = "ref=alpha" }.Uri);

        Assert.Contains($"result:{expected}", document, StringComparison.Ordinal);
    }

    /// <summary>A host whose cookies are dropped on the way when the page says that it has none.</summary>
    private static async Task<TestHost> StartAsync(string before, string after)
    {
        var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    if (before.Contains("cookieEnabled", StringComparison.Ordinal))
                    {
                        context.Response.Headers.Remove("Set-Cookie");
                    }

                    return Task.CompletedTask;
                });
                await next(context);
            });
            app.MapAffiliateEndpoints();
            app.MapGet("/page", async (AffiliateTracker tracker) => Html(
                $"""<script>{before}</script><script src="/affiliate/affiliate.js"></script>""",
                $"const token = {JsonSerializer.Serialize(await tracker.IssueSignUpTokenAsync("user-7"))};\n{after}"));
        });
        await host.AddPartnerAsync("alpha");
        return host;
    }

    private static IResult Html(string head, string script) => Results.Content(
        $$"""
        <html><head>{{head}}</head><body><script>
        function done(text) { document.body.textContent = "result:" + text; }
        {{script}}
        </script></body></html>
        """,
        "text/html");
}
