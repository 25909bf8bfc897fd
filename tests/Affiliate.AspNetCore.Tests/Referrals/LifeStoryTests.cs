using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Whole lives of customers over HTTP, and the field's own stories of lost and stolen attribution (acceptance §5).</summary>
public sealed class LifeStoryTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;
    private string? _cookie;

    public async Task InitializeAsync()
    {
        _host = await StartAsync(_ => { });
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    /// <summary>Click, track, convert, attribute, approve, pay.</summary>
    [Fact]
    public async Task AH_18_the_six_steps_from_click_to_payout()
    {
        // Click and track: the beacon of the page.
        var beacon = await _host.PostAsync("/affiliate/track/click", """{"program_id":"default","ref":"alpha","landing":"/pricing"}""");
        _cookie = beacon.Cookie()!.Split(';')[0];
        var click = (await beacon.JsonAsync()).GetProperty("click_id").GetString();

        // Convert.
        await PostAsync("/signup/user-7");
        var sale = await ApiAsync("/track/sale", """{"transaction_id":"t-1","amount_cents":50000,"customer_key":"user-7"}""");

        // Attribute.
        var explained = await ExplainAsync("user-7");
        Assert.Equal(("last_click", click), (
            explained.GetProperty("referral").GetProperty("reason").GetString(), explained.GetProperty("referral").GetProperty("click_id").GetString()));
        var commission = sale.GetProperty("commission_id").GetString();

        // Approve.
        var approved = await ApiAsync("/commissions/approve", $$"""{"ids":["{{commission}}"]}""");
        Assert.Equal(1, approved.GetProperty("count").GetInt32());

        // Pay.
        var generated = await ApiAsync("/payouts/generate", "{}");
        var payout = generated.GetProperty("payouts")[0];
        Assert.Equal(10_000, payout.GetProperty("amount_cents").GetInt64());
        var paid = await ApiAsync($"/payouts/{payout.GetProperty("payout_id").GetString()}/pay", """{"payout_ref":"bank-1"}""");
        Assert.Equal("paid", paid.GetProperty("status").GetString());

        Assert.Equal("paid", (await GetAsync("/commissions")).GetProperty("data")[0].GetProperty("status").GetString());
        var told = (await GetAsync("/events?per_page=100")).GetProperty("data").EnumerateArray().Select(line => line.GetProperty("type").GetString()).ToList();
        Assert.Equal(
            ["click", "commission.created", "lead.created", "payout.generated", "payout.paid", "referral.created", "sale.created"],
            told.Where(type => type is not ("partner.created" or "apikey.created" or "commission.updated")).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Days later the sale still says what the advertisement was.</summary>
    [Fact]
    public async Task CP_03_a_conversion_inherits_every_field_of_its_click()
    {
        await VisitAsync("/welcome?ref=alpha&src=news&utm_campaign=spring&ad_group=g1&creative=c1&placement=top&sub1=one&sub5=five");
        await PostAsync("/signup/user-7");
        _host.Time.Advance(TimeSpan.FromDays(40));
        await ApiAsync("/track/sale", """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-7"}""");

        var click = Assert.Single(await _host.ClicksAsync());
        var sale = Assert.Single(await _host.Store.ListAsync(Query<Sale>.All, default));
        var inherited = (await ExplainAsync("user-7")).GetProperty("click");

        Assert.Equal(click.Id, sale.ClickId);
        Assert.Equal(
            ["alpha", "/welcome", "news", "spring", "g1", "c1", "top", "one", "five", "desktop", "linux", "firefox"],
            new[] { "ref", "landing", "source", "utm_campaign", "ad_group", "creative", "placement", "sub1", "sub5", "device", "os", "browser" }
                .Select(name => inherited.GetProperty(name).GetString()));
    }

    /// <summary>A registration that clears every cookie: the binding was made before, and lasts.</summary>
    [Fact]
    public async Task A_registration_that_wipes_cookies_loses_nobody()
    {
        await VisitAsync("/welcome?ref=alpha");

        await PostAsync("/signup/user-7?wipe=1");
        Assert.Null(_cookie);
        await BuyAsync("user-7");

        Assert.Equal("alpha", await CreditedAsync());
    }

    /// <summary>Cookies are gone before the sign-up; what the page carried in the form and the address is not.</summary>
    [Theory]
    [InlineData("ctx")]
    [InlineData("clickid")]
    public async Task Cookies_wiped_before_the_sign_up_are_replaced_by_what_travels(string carried)
    {
        await VisitAsync("/welcome?ref=alpha");
        var value = carried == "ctx"
            ? await (await _host.GetAsync("/token", Cookies)).Content.ReadAsStringAsync()
            : Assert.Single(await _host.ClicksAsync()).Id.ToString();
        _cookie = null;

        await PostAsync($"/signup/user-7?{carried}={value}");
        await BuyAsync("user-7");

        Assert.Equal("alpha", await CreditedAsync());
    }

    /// <summary>Comes as a guest, signs in to the account made on another device meanwhile, buys.</summary>
    [Fact]
    public async Task A_guest_who_signs_in_and_buys_keeps_the_partner()
    {
        await VisitAsync("/welcome?ref=alpha");
        var guest = _cookie;
        _host.Time.Advance(TimeSpan.FromDays(1));
        _cookie = null;
        await PostAsync("/signup/user-7");
        _host.Time.Advance(TimeSpan.FromDays(1));

        _cookie = guest;
        await PostAsync("/login/user-7");
        await BuyAsync("user-7");

        Assert.Equal("alpha", await CreditedAsync());
    }

    /// <summary>An account older than the click is nobody's new customer, unless the program pays for those too.</summary>
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "alpha")]
    public async Task A_guest_with_an_old_account_is_credited_where_the_program_says_so(bool pays, string? expected)
    {
        await _host.DisposeAsync();
        _host = await StartAsync(program => program.PaysExistingCustomers = pays);
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        await PostAsync("/signup/user-7");
        _host.Time.Advance(TimeSpan.FromDays(30));
        await VisitAsync("/welcome?ref=alpha");

        await PostAsync("/login/user-7");
        await BuyAsync("user-7");

        Assert.Equal(expected, await CreditedAsync());
    }

    /// <summary>Staff who act as a customer bring their own browser: its clicks, cookie and sign-up page count for nobody.</summary>
    [Fact]
    public async Task Staff_who_act_as_a_customer_credit_nobody()
    {
        var staff = ("X-Staff", "1");
        await VisitAsync("/welcome?ref=alpha");

        await PostAsync("/signup/user-7", staff);
        await PostAsync("/login/user-7", staff);
        var token = await _host.Services.GetRequiredService<AffiliateTracker>().IssueSignUpTokenAsync("user-7");
        await _host.PostAsync("/affiliate/track/signup", $$"""{"customer_key":"user-7","token":"{{token}}"}""", [staff, .. Cookies]).JsonAsync();
        Assert.Equal("", await (await _host.GetAsync("/token", [staff, .. Cookies])).Content.ReadAsStringAsync());
        await _host.GetAsync("/welcome?ref=beta", ("Accept", "text/html"), staff);
        var redirect = await _host.GetAsync("/affiliate/r/beta", staff);
        await BuyAsync("user-7");

        Assert.Null(await CreditedAsync());
        Assert.DoesNotContain("clickid", redirect.Header("Location")!, StringComparison.Ordinal);
        Assert.Null(redirect.Cookie());
        Assert.Equal([null, "impersonated", "impersonated"], (await _host.ClicksAsync()).Select(click => click.Reason));
    }

    private static async Task<TestHost> StartAsync(Action<ProgramOptions> program)
    {
        var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program)
                .ConfigureHttp(options => options.IsImpersonated = context => context.Request.Headers.ContainsKey("X-Staff")),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapAffiliateEndpoints();
                app.MapPost("/signup/{user}", async (string user, HttpContext context, AffiliateTracker tracker) =>
                {
                    await tracker.ReferAsync(user, context.GetAffiliateVisit());
                    if (context.Request.Query.ContainsKey("wipe"))
                    {
                        foreach (var name in context.Request.Cookies.Keys)
                        {
                            context.Response.Cookies.Delete(name);
                        }
                    }
                });
                app.MapPost("/login/{user}", async (string user, HttpContext context, AffiliateTracker tracker) =>
                {
                    await tracker.SignInAsync(user, context.GetAffiliateVisit());
                });
                app.MapGet("/token", async (HttpContext context, AffiliateTracker _) => await context.GetAffiliateContextAsync() ?? "");
                app.MapGet("/{page}", (string page) => page);
            });
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        return host;
    }

    private (string, string)[] Cookies => _cookie is null ? [] : [("Cookie", _cookie)];

    private async Task VisitAsync(string path)
    {
        var answer = await _host.GetAsync(path, [("Accept", "text/html"), .. Cookies]);
        _cookie = answer.Cookie()?.Split(';')[0] ?? _cookie;
    }

    private async Task PostAsync(string path, params (string, string)[] headers)
    {
        var answer = await _host.PostAsync(path, "", [.. headers, .. Cookies]);
        Assert.True(answer.IsSuccessStatusCode);
        _cookie = answer.Cookie()?.StartsWith("affiliate=;", StringComparison.Ordinal) == true ? null : _cookie;
    }

    private Task BuyAsync(string user) =>
        ApiAsync("/track/sale", $$"""{"transaction_id":"t-1","amount_cents":10000,"customer_key":"{{user}}"}""");

    private Task<JsonElement> ApiAsync(string path, string body) => _host.PostAsync("/affiliate/api/v1" + path, body, _key).JsonAsync();

    private Task<JsonElement> GetAsync(string path) => _host.GetAsync("/affiliate/api/v1" + path, _key).JsonAsync();

    private Task<JsonElement> ExplainAsync(string user) => GetAsync($"/referrals/explain?customer_key={user}");

    private async Task<string?> CreditedAsync()
    {
        var sale = Assert.Single(await _host.Store.ListAsync(Query<Sale>.All, default));
        return sale.PartnerId is { } id ? (await _host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Id, id), default)).Single().Slug : null;
    }
}
