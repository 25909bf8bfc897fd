using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore.Tests.Portal;

/// <summary>AH-40, AH-43: the portal under the host's own sign-in, and how it is closed.</summary>
public sealed class HostSignInTests
{
    private const string Dashboard = "/affiliate/portal/dashboard";

    [Fact]
    public async Task AH_40_the_user_whom_the_policy_lets_in_is_the_partner_with_that_key()
    {
        await using var host = await StartAsync();
        var alpha = await AddAsync(host, "alpha", "user-1");
        await AddAsync(host, "beta", "user-2");
        await AddAsync(host, "gone", "user-3", PartnerStatus.Deactivated);

        Assert.Equal("alpha", (await host.GetAsync(Dashboard, User("user-1")).JsonAsync()).GetProperty("slug").GetString());
        Assert.Equal("beta", (await host.GetAsync(Dashboard, User("user-2")).JsonAsync()).GetProperty("slug").GetString());
        var nobody = await host.GetAsync(Dashboard);
        await Task.FromResult(nobody).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Null(nobody.Header("Location"));
        foreach (var user in new[] { "user-3", "user-4", "USER-1", alpha.Id.ToString(), alpha.Email, "\u00fc" })
        {
            await host.GetAsync(Dashboard, User(user)).ProblemAsync(HttpStatusCode.Forbidden, "no_partner");
        }
    }

    [Fact]
    public async Task AH_40_the_claim_the_scheme_and_the_policy_are_the_hosts()
    {
        await using var host = await StartAsync(
            claim: "sub",
            pipeline: app => app.MapAffiliateEndpoints().Portal.RequireAuthorization(policy => policy.AddAuthenticationSchemes("Test").RequireClaim("role", "partner")));
        await AddAsync(host, "alpha", "user-1");

        await host.GetAsync(Dashboard, User("user-1", "sub"), ("X-Test-Role", "partner")).JsonAsync();
        await host.GetAsync(Dashboard, User("user-1"), ("X-Test-Role", "partner")).ProblemAsync(HttpStatusCode.Forbidden, "no_partner");
        await host.GetAsync(Dashboard, User("user-1", "sub"), ("X-Test-Role", "buyer")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await host.GetAsync(Dashboard).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("PartnerUserClaim", (await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(claim: " "))).Message.Split('.', ' ')[1]);
    }

    [Fact]
    public async Task AH_40_a_key_that_two_partners_have_is_nobodys_and_a_program_is_chosen_by_name()
    {
        await using var host = await StartAsync(affiliate: affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        await AddAsync(host, "alpha", "user-1");
        await AddAsync(host, "one", "user-1", program: "other");
        await AddAsync(host, "beta", "user-2");
        await AddAsync(host, "two", "user-2");

        Assert.Equal("alpha", (await host.GetAsync(Dashboard, User("user-1")).JsonAsync()).GetProperty("slug").GetString());
        Assert.Equal("one", (await host.GetAsync(Dashboard + "?program_id=other", User("user-1")).JsonAsync()).GetProperty("slug").GetString());
        await host.GetAsync(Dashboard + "?program_id=none", User("user-1")).ProblemAsync(HttpStatusCode.Forbidden, "no_partner");
        await host.GetAsync(Dashboard + "?program_id=other", User("user-2")).ProblemAsync(HttpStatusCode.Forbidden, "no_partner");
        await host.GetAsync(Dashboard, User("user-2")).ProblemAsync(HttpStatusCode.Forbidden, "no_partner");
    }

    [Fact]
    public async Task AH_43_the_portal_shows_totals_commissions_links_and_pays_on_request()
    {
        await using var host = await StartAsync();
        var alpha = await AddAsync(host, "alpha", "user-1");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var ids = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha","landing":"/"}""").JsonAsync();
            ids.Add((await host.PostAsync(
                "/affiliate/api/v1/track/sale",
                $$"""{"transaction_id":"t-{{number}}","amount_cents":30000,"customer_key":"customer-{{number}}","click_id":"{{click.GetProperty("click_id").GetString()}}"}""",
                key).JsonAsync()).GetProperty("commission_id").GetString()!);
        }

        await host.PostAsync("/affiliate/api/v1/commissions/approve", $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"]}""", key).JsonAsync();
        var dashboard = await host.GetAsync(Dashboard, User("user-1")).JsonAsync();
        Assert.Equal((3, 3, 100m), (dashboard.GetProperty("clicks").GetInt32(), dashboard.GetProperty("referrals").GetInt32(), dashboard.GetProperty("conversion_rate").GetDecimal()));
        Assert.Equal((6_000, 12_000, 0, 12_000), Amounts(dashboard));

        var approved = await host.GetAsync("/affiliate/portal/commissions?status=approved&from=2026-01-01", User("user-1")).JsonAsync();
        Assert.Equal(ids.Take(2).Order(), approved.GetProperty("data").EnumerateArray().Select(line => line.GetProperty("id").GetString()!).Order());
        Assert.Equal(0, (await host.GetAsync("/affiliate/portal/commissions?to=2000-01-01", User("user-1")).JsonAsync()).GetProperty("total").GetInt32());
        foreach (var landing in new[] { "/pricing", "/features" })
        {
            var link = await PostAsync("/links", $$"""{"slug":"alpha{{landing.Replace('/', '-')}}","destination_url":"{{landing}}"}""").JsonAsync();
            Assert.Equal(landing, link.GetProperty("destination_url").GetString());
            Assert.Equal(alpha.Id.ToString(), link.GetProperty("partner_id").GetString());
        }

        var asked = await PostAsync("/payouts/request", "{}").JsonAsync();
        Assert.Equal(12_000, asked.GetProperty("total_amount_cents").GetProperty("USD").GetInt64());
        Assert.Equal((6_000, 0, 0, 12_000), Amounts(await host.GetAsync(Dashboard, User("user-1")).JsonAsync()));
        var payout = (await host.GetAsync("/affiliate/portal/payouts", User("user-1")).JsonAsync()).GetProperty("data")[0];
        Assert.Equal("requested", payout.GetProperty("status").GetString());
        await host.PostAsync($"/affiliate/api/v1/payouts/{payout.GetProperty("id").GetString()}/pay", """{"payout_ref":"bank-1"}""", key).JsonAsync();
        Assert.Equal((6_000, 0, 12_000, 0), Amounts(await host.GetAsync(Dashboard, User("user-1")).JsonAsync()));
        Assert.Empty(await host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());

        Task<HttpResponseMessage> PostAsync(string path, string body) =>
            host.PostAsync("/affiliate/portal" + path, body, [User("user-1"), .. Portals.Headers(null)]);
    }

    [Fact]
    public async Task Semantics_21_the_portal_is_closed_without_policy_and_codes()
    {
        await using var host = await StartAsync(pipeline: app => app.MapAffiliateEndpoints(), environment: "Production");
        await AddAsync(host, "alpha", "user-1");

        foreach (var route in Routes.All.Where(route => route.IsPortal))
        {
            await host.SendAsync(
                new HttpMethod(route.Method), route.Path, route.Body, "application/json", [User("user-1"), .. Portals.Headers(null)])
                .ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task Semantics_21_in_Development_the_machine_itself_gets_in_and_codes_open_no_other_way()
    {
        await using (var host = await StartAsync(pipeline: app => app.MapAffiliateEndpoints()))
        {
            await AddAsync(host, "alpha", "user-1");
            await host.GetAsync(Dashboard, User("user-1")).JsonAsync();
            await host.GetAsync(Dashboard).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }

        await using var mailed = await StartAsync(
            affiliate => affiliate.UseMailedSignIn<NotingMailer>(), pipeline: app => app.MapAffiliateEndpoints(), environment: "Production");
        var alpha = await AddAsync(mailed, "alpha", "user-1");
        await mailed.GetAsync(Dashboard, User("user-1")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await mailed.GetAsync(Dashboard, Portals.Headers(await Portals.BeginAsync(mailed, alpha.Id.ToString()))).JsonAsync();
    }

    [Fact]
    public async Task Semantics_21_a_host_without_the_services_of_its_policy_answers_404()
    {
        await using var host = await TestHost.StartAsync(pipeline: app => app.MapAffiliateEndpoints().Portal.RequireAuthorization());
        await AddAsync(host, "alpha", "user-1");

        await host.GetAsync(Dashboard).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/affiliate/affiliate.js")).StatusCode);
    }

    [Fact]
    public async Task A_fallback_policy_of_the_host_neither_opens_the_portal_nor_closes_the_rest()
    {
        await using var host = await StartAsync(
            pipeline: app => app.MapAffiliateEndpoints(), environment: "Production",
            authorization: options => options.FallbackPolicy = new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        await AddAsync(host, "alpha", "user-1");

        await host.GetAsync(Dashboard, User("user-1")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/affiliate/affiliate.js")).StatusCode);
    }

    [Theory]
    [InlineData("1", "same-origin", null, true)]
    [InlineData("1", null, "own", true)]
    [InlineData("1", "same-origin", "own", true)]
    [InlineData(null, "same-origin", "own", false)]
    [InlineData("1", null, null, false)]
    [InlineData("1", "same-site", "own", false)]
    [InlineData("1", "cross-site", null, false)]
    [InlineData("1", "none", null, false)]
    [InlineData("1", null, "https://evil.example", false)]
    [InlineData("1", null, "null", false)]
    [InlineData("1", null, "", false)]
    public async Task T17_another_sites_page_changes_nothing(string? header, string? site, string? origin, bool isTaken)
    {
        await using var host = await StartAsync(affiliate => affiliate.UseMailedSignIn<NotingMailer>());
        var alpha = await AddAsync(host, "alpha", "user-1");
        var token = await Portals.BeginAsync(host, alpha.Id.ToString());
        var own = host.Address.GetLeftPart(UriPartial.Authority);
        (string, string)[] headers =
        [
            ("Cookie", $"affiliate-portal={token}"), .. header is null ? Array.Empty<(string, string)>() : [("Affiliate-Request", header)],
            .. site is null ? Array.Empty<(string, string)>() : [("Sec-Fetch-Site", site)],
            .. origin is null ? Array.Empty<(string, string)>() : [("Origin", origin == "own" ? own : origin)],
        ];

        foreach (var route in Routes.All.Where(route => route is { IsPortal: true, Method: not "GET" }).OrderBy(route => route.Pattern == "/portal/sign-out"))
        {
            var answer = await host.SendAsync(new HttpMethod(route.Method), route.Path, route.Body, "application/json", headers);
            if (isTaken)
            {
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
            }
            else
            {
                await Task.FromResult(answer).ProblemAsync(HttpStatusCode.Forbidden, "cross_site");
            }
        }

        Assert.Equal(isTaken ? 0 : 1, (await host.Store.ListAsync(Query<PartnerSession>.All, default)).Count);
        Assert.Equal(isTaken ? 2 : 1, (await host.Store.ListAsync(Query<Link>.All, default)).Count);
    }

    private static (string, string) User(string id, string claim = ClaimTypes.NameIdentifier) =>
        ("X-Test-User", $"{Uri.EscapeDataString(claim)} {Uri.EscapeDataString(id)}");

    private static async Task<Partner> AddAsync(
        TestHost host, string slug, string user, PartnerStatus status = PartnerStatus.Active, string? program = null)
    {
        var partner = Sample.Partner((await host.ProgramAsync(program)).Id) with { Slug = slug, Status = status, UserKey = user };
        await host.Store.AddAsync(partner);
        await host.Store.AddAsync(Sample.Link(partner) with { Slug = slug });
        return partner;
    }

    private static Task<TestHost> StartAsync(
        Action<AffiliateBuilder>? affiliate = null, Action<WebApplication>? pipeline = null, string? claim = null, string environment = "Development",
        Action<Microsoft.AspNetCore.Authorization.AuthorizationOptions>? authorization = null) => TestHost.StartAsync(
        builder =>
        {
            builder.Configure(options => options.Secrets["1"] = new string('0', 64));
            builder.ConfigureHttp(http => http.PartnerUserClaim = claim ?? http.PartnerUserClaim);
            affiliate?.Invoke(builder);
        },
        pipeline ?? (app => app.MapAffiliateEndpoints().Portal.RequireAuthorization()),
        services =>
        {
            services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, TestSignIn>("Test", null);
            services.AddAuthorization(options => authorization?.Invoke(options));
        },
        environment);

    /// <summary>Believes a header, and sends whoever has none to a page to sign in.</summary>
    private sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Test-User"] is not [{ } user] || user.Split(' ') is not [var claim, var id])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var identity = new ClaimsIdentity("Test");
            identity.AddClaim(new Claim(Uri.UnescapeDataString(claim), Uri.UnescapeDataString(id)));
            identity.AddClaim(new Claim("role", Request.Headers["X-Test-Role"].ToString()));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "Test")));
        }

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Redirect("/sign-in");
            return Task.CompletedTask;
        }
    }

    private static (int Pending, int Approved, int Paid, int Balance) Amounts(System.Text.Json.JsonElement dashboard)
    {
        var line = dashboard.GetProperty("balances")[0];
        return (line.GetProperty("pending_cents").GetInt32(), line.GetProperty("approved_cents").GetInt32(), line.GetProperty("paid_cents").GetInt32(), line.GetProperty("balance_cents").GetInt32());
    }
}
