using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests.Referrals;

/// <summary>Visits and sign-ups from where the partner has just been (semantics, "Self-referral"): a person looks at what they earn.</summary>
public sealed class OwnAddressTests
{
    private const string Home = "203.0.113.7";
    private const string Elsewhere = "203.0.113.8";

    [Fact]
    public async Task A_click_from_where_the_partner_used_the_portal_puts_what_it_earns_into_review()
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await UsePortalAsync(host, Home);

        await ReferAsync(host, "user-1", Home, key);
        await ReferAsync(host, "user-2", Elsewhere, key);
        host.Time.Advance(TimeSpan.FromHours(25));
        await ReferAsync(host, "user-3", Home, key);

        var commissions = (await host.GetAsync("/affiliate/api/v1/commissions", key).JsonAsync()).GetProperty("data").EnumerateArray()
            .OrderBy(one => one.GetProperty("id").GetString(), StringComparer.Ordinal).ToList();
        Assert.Equal(
            [("review", "self_referral_address"), ("pending", null), ("pending", null)],
            commissions.Select(one => (one.GetProperty("status").GetString(), one.GetProperty("review_reason").GetString())));
        Assert.Equal(["own_address", null, null], (await host.ClicksAsync()).Select(click => click.NotQualifiedReason));
        var why = await host.GetAsync($"/affiliate/api/v1/commissions/{commissions[0].GetProperty("id").GetString()}/explain", key).JsonAsync();
        Assert.Equal("self_referral_address", why.GetProperty("hold").GetProperty("review_reason").GetString());
        var referral = (await host.GetAsync("/affiliate/api/v1/referrals/explain?customer_key=user-1", key).JsonAsync()).GetProperty("referral");
        Assert.Equal("self_referral_address", referral.GetProperty("review").GetString());
        Assert.Empty(await host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    /// <summary>Neither a robot's name, nor another click of the same visitor from elsewhere hides it.</summary>
    [Fact]
    public async Task A_click_from_the_partners_address_is_not_hidden_by_what_else_it_is_or_by_a_later_one()
    {
        await using var host = await StartAsync();
        await UsePortalAsync(host, Home);

        var first = await host.GetAsync("/affiliate/r/alpha", ("X-Test-Address", Home), ("User-Agent", "ExampleBot/1.0"));
        var cookie = ("Cookie", first.Cookie()!.Split(';')[0]);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.GetAsync("/affiliate/r/alpha", ("X-Test-Address", Elsewhere), cookie);
        await host.PostAsync("/signup", "", cookie, ("X-Test-Address", Elsewhere));

        Assert.Equal(["own_address", null], (await host.ClicksAsync()).Select(click => click.NotQualifiedReason));
        Assert.Equal("self_referral_address", Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).Review);
    }

    [Fact]
    public async Task A_sign_up_from_the_partners_address_waits_for_review_through_the_host_and_through_the_page()
    {
        await using var host = await StartAsync();
        await UsePortalAsync(host, Home);
        var reviews = new List<string?>();
        foreach (var (path, body) in new[] { ("/signup", ""), ("/affiliate/track/signup", """{"customer_key":"user-2","token":"$"}""") })
        {
            var visit = await host.GetAsync("/affiliate/r/alpha", ("X-Test-Address", Elsewhere));
            var token = await (await host.GetAsync("/token/user-2")).Content.ReadAsStringAsync();
            await host.PostAsync(
                path, body.Replace("$", token, StringComparison.Ordinal), ("Cookie", visit.Cookie()!.Split(';')[0]), ("X-Test-Address", Home));
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(
            ["self_referral_address", "self_referral_address"],
            (await host.Store.ListAsync(Query<Referral>.All, default)).Select(referral => referral.Review));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task Nothing_is_marked_where_self_referral_is_allowed_staff_acts_as_the_partner_or_no_address_is_known(
        bool isAllowed, bool isStaff, bool isUnknown)
    {
        await using var host = await StartAsync(isAllowed);
        await UsePortalAsync(host, isUnknown ? "unknown" : Home, isStaff);

        await host.GetAsync("/affiliate/r/alpha", ("X-Test-Address", isUnknown ? "unknown" : Home));

        Assert.True(Assert.Single(await host.ClicksAsync()).Qualified);
    }

    private static Task<TestHost> StartAsync(bool isAllowed = false) => StartWithPartnerAsync(TestHost.StartAsync(
        affiliate => affiliate
            .UseMailedSignIn<NotingMailer>()
            .AddProgram("main", program => program.AllowsSelfReferral = isAllowed)
            .ConfigureHttp(http =>
            {
                http.ClickAddress = context => context.Request.Headers["X-Test-Address"] is [{ } text] ? IPAddress.Parse(text) : null;
                http.IsImpersonated = context => context.Request.Headers.ContainsKey("X-Test-Staff");
            }),
        app =>
        {
            app.MapAffiliateEndpoints();
            app.MapPost("/signup", async (HttpContext context, AffiliateTracker tracker) =>
                await tracker.ReferAsync("user-1", context.GetAffiliateVisit()) is null ? "nobody" : "somebody");
            app.MapGet("/token/{user}", (HttpContext context, string user) => context.GetAffiliateSignUpTokenAsync(user));
        },
        services => services.AddSingleton(new MailBox())));

    private static async Task<TestHost> StartWithPartnerAsync(Task<TestHost> starting)
    {
        var host = await starting;
        await host.AddPartnerAsync("alpha");
        return host;
    }

    private static async Task UsePortalAsync(TestHost host, string address, bool isStaff = false)
    {
        var alpha = Assert.Single(await host.Store.ListAsync(Query<Partner>.All, default));
        var token = await Portals.BeginAsync(host, alpha.Id.ToString());
        var shown = await host.GetAsync(
            "/affiliate/portal/dashboard",
            [.. Portals.Headers(token), ("X-Test-Address", address), .. isStaff ? new[] { ("X-Test-Staff", "1") } : []]);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    private static async Task ReferAsync(TestHost host, string user, string address, (string, string) key)
    {
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var click = (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", ("X-Test-Address", address)).JsonAsync())
            .GetProperty("click_id").GetString();
        await host.PostAsync("/affiliate/api/v1/track/lead", JsonSerializer.Serialize(new { customer_key = user, click_id = click }), key).JsonAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PostAsync(
            "/affiliate/api/v1/track/sale", JsonSerializer.Serialize(new { transaction_id = user, amount_cents = 9_900, customer_key = user }), key)
            .JsonAsync();
    }
}
