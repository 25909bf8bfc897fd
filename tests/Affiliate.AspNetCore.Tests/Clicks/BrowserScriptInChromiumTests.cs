using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-12, AH-16: the helper script in a real browser.</summary>
[NeedsChromium]
public class BrowserScriptInChromiumTests
{
    /// <summary>A policy that allows nothing but the page's own scripts and calls.</summary>
    private const string StrictPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'";

    [ConditionalFact]
    public async Task AH_03_an_arrival_is_told_once_under_a_strict_content_policy()
    {
        await using var host = await StartAsync("""
            affiliate.ready.then(() => { history.pushState({}, "", "/other?ref=ALPHA"); done("ready"); });
            """);

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?x=1&via=ALPHA#top"));

        Assert.Contains("result:ready", document, StringComparison.Ordinal);
        var click = Assert.Single(await host.ClicksAsync());

        // It says that it is headless, so it binds but does not count.
        Assert.Equal(("alpha", "/page", "bot", true), (click.Ref, click.Landing, click.Reason, click.Attributable));
        Assert.NotNull(click.VisitorId);
    }

    /// <summary>CP-02: what the advertisement wrote into the address arrives with the click; nothing else of the query is kept.</summary>
    [ConditionalFact]
    public async Task The_advertisement_that_a_pages_address_names_is_on_the_click()
    {
        await using var host = await StartAsync(
            "affiliate.ready.then(() => done(\"ready\"));", program => program.CostParameter = "cpc");

        await Chromium.OpenAsync(new Uri(
            host.Address,
            "/page?ref=alpha&utm_source=news&utm_medium=mail&utm_campaign=spring&utm_content=top&utm_term=word&sub1=a&sub2=b%20c&sub5=e"
            + "&ad_group=g&creative=k&placement=p&cpc=0.35&email=buyer%40mail.example#secret"));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(
            new[] { "/page", "news", "mail", "spring", "top", "word", "a", "b c", null, "e", "g", "k", "p" },
            new[] { click.Landing, click.Source, click.Medium, click.UtmCampaign, click.UtmContent, click.UtmTerm, click.Sub1, click.Sub2,
                click.Sub3, click.Sub5, click.AdGroup, click.Creative, click.Placement });
        Assert.Equal(35, click.CostMinorUnits);
        Assert.DoesNotContain("buyer", click.ToString(), StringComparison.Ordinal);
    }

    [ConditionalFact]
    public async Task An_address_that_changes_without_loading_counts_once_per_partner()
    {
        await using var host = await StartAsync("""
            affiliate.ready.then(async () => {
              for (const ref of ["alpha", "beta", "alpha", "beta", "beta"]) {
                history.pushState({}, "", "/step?ref=" + ref);
                await new Promise((next) => setTimeout(next, 50));
              }
              history.back();
              setTimeout(() => done("walked"), 200);
            });
            """);

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?ref=alpha"));

        Assert.Contains("result:walked", document, StringComparison.Ordinal);
        Assert.Equal(["alpha", "beta"], (await host.ClicksAsync()).Select(click => click.Ref).Order());
    }

    [ConditionalFact]
    public async Task AH_16_the_page_learns_who_sent_the_visitor()
    {
        await using var host = await StartAsync("""
            const ask = async (tries) => {
              const found = await affiliate.getReferral();
              if (found || !tries) done(JSON.stringify(found)); else setTimeout(() => ask(tries - 1), 100);
            };
            ask(20);
            """);

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?ref=beta"));

        Assert.Contains("""result:{"ref":"beta","program":"default"}""", document, StringComparison.Ordinal);
        Assert.Contains("result:null", await Chromium.OpenAsync(new Uri(host.Address, "/page")), StringComparison.Ordinal);
    }

    [ConditionalFact]
    public async Task Calls_made_before_the_script_loads_are_kept()
    {
        await using var host = await StartAsync("affiliate.ready.then(() => { affiliateQueue.push([\"nonsense\"]); done(\"fine\"); });");

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/queue"));

        Assert.Contains("result:fine", document, StringComparison.Ordinal);
        Assert.Equal(
            "unconfirmed:user-7", Assert.Single(await host.Store.ListAsync(Query<Customer>.All, default)).Key);
    }

    [ConditionalFact]
    public async Task A_page_of_another_origin_that_is_allowed_attributes()
    {
        await using var tracker = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.AllowedHosts.Add("localhost")));
        await tracker.AddPartnerAsync("alpha");
        await using var shop = await TestHost.StartAsync(pipeline: app => app.MapGet("/page", () => Results.Content(
            $"""<html><body><script src="{tracker.Address}affiliate/affiliate.js"></script></body></html>""", "text/html")));

        await Chromium.OpenAsync(new UriBuilder(shop.Address) { Host = "localhost", Path = "/page", Query = "ref=alpha" }.Uri);
        await Chromium.OpenAsync(new Uri(shop.Address, "/page?ref=alpha"));

        Assert.Equal(["bot", "foreign_origin"], (await tracker.ClicksAsync()).Select(click => click.Reason).Order());
    }

    /// <summary>The visitor goes on at once, before the beacon is answered: it arrives all the same.</summary>
    [ConditionalFact]
    public async Task AH_03_a_page_that_is_left_during_the_beacon_is_counted()
    {
        var (left, counted) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                var isBeacon = context.Request.Path.StartsWithSegments("/affiliate/track", StringComparison.Ordinal);
                await (isBeacon ? left.Task : Task.CompletedTask);
                await next(context);
                if (isBeacon)
                {
                    counted.TrySetResult();
                }
            });
            app.MapAffiliateEndpoints();
            app.MapGet("/leave.js", () => Results.Content("""affiliate.ready.then(() => location.replace("/next"));""", "text/javascript"));
            app.MapGet("/leave", (HttpContext context) => Page(context, "", "/leave.js"));
            app.MapGet("/next", async () =>
            {
                left.TrySetResult();
                await counted.Task.WaitAsync(TimeSpan.FromMinutes(1));
                return Results.Content("<html><body>result:left</body></html>", "text/html");
            });
        });
        await host.AddPartnerAsync("alpha");

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/leave?ref=alpha"));

        Assert.Contains("result:left", document, StringComparison.Ordinal);
        Assert.Equal("alpha", Assert.Single(await host.ClicksAsync()).Ref);
    }

    [ConditionalFact]
    public async Task AF_03_a_sign_up_with_the_hosts_token_binds_and_storage_is_not_needed()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.MapAffiliateEndpoints();
            app.MapGet("/page.js", async (HttpContext context) =>
            {
                // Storage is not just blocked: touching it throws, as it does in a sandboxed frame.
                var token = await context.GetAffiliateSignUpTokenAsync("user-7");
                context.Response.ContentType = "text/javascript";
                await context.Response.WriteAsync($$"""
                    const ask = async (tries) => {
                      if (await affiliate.getReferral()) {
                        affiliate.signup("user-7", "buyer@mail.example", "{{token}}");
                        setTimeout(() => { document.body.textContent = "result:signed"; }, 500);
                      } else if (tries) setTimeout(() => ask(tries - 1), 100);
                    };
                    ask(20);
                    """);
            });
            app.MapGet("/block.js", () => Results.Content(
                """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new Error("blocked"); } });""",
                "text/javascript"));
            app.MapGet("/page", (HttpContext context) => Page(context, """<script src="/block.js"></script>"""));
        });
        await host.AddPartnerAsync("alpha");

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page?ref=alpha"));

        Assert.Contains("result:signed", document, StringComparison.Ordinal);
        Assert.Equal("last_click", Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).Reason);
    }

    [ConditionalFact]
    public async Task A_page_of_another_origin_loads_it_with_an_integrity_hash()
    {
        await using var tracker = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.AllowedHosts.Add("localhost")));
        await tracker.AddPartnerAsync("alpha");
        await using var shop = await TestHost.StartAsync(pipeline: app => app.MapGet("/{kind}", (string kind) => Results.Content(
            $"""<html><body><script src="{tracker.Address}affiliate/affiliate.js" crossorigin="anonymous" integrity="{(kind == "good" ? AffiliateScript.Integrity : "sha384-AAAA")}"></script></body></html>""",
            "text/html")));

        await Chromium.OpenAsync(new UriBuilder(shop.Address) { Host = "localhost", Path = "/bad", Query = "ref=alpha" }.Uri);
        Assert.Empty(await tracker.ClicksAsync());
        await Chromium.OpenAsync(new UriBuilder(shop.Address) { Host = "localhost", Path = "/good", Query = "ref=alpha" }.Uri);

        Assert.True(Assert.Single(await tracker.ClicksAsync()).Attributable);
    }

    private static async Task<TestHost> StartAsync(string script, Action<ProgramOptions>? program = null)
    {
        var host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("default", options => program?.Invoke(options)), pipeline: app =>
        {
            app.MapAffiliateEndpoints();
            app.MapGet("/page.js", () => Results.Content(
                "function done(text) { document.body.textContent = \"result:\" + text; }\n" + script, "text/javascript"));
            app.MapGet("/queue.js", () => Results.Content("""window.affiliateQueue = [["signup", "user-7"]];""", "text/javascript"));
            app.MapGet("/queue", (HttpContext context) => Page(context, """<script src="/queue.js"></script>"""));
            app.MapGet("/{page}", (HttpContext context) => Page(context, ""));
        });
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        return host;
    }

    private static IResult Page(HttpContext context, string head, string script = "/page.js")
    {
        context.Response.Headers.ContentSecurityPolicy = StrictPolicy;
        return Results.Content(
            $"""<html><head>{head}<script src="/affiliate/affiliate.js" data-program="default"></script></head><body><script src="{script}"></script></body></html>""",
            "text/html");
    }
}
