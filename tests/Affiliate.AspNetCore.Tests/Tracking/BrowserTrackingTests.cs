using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>What a page may ask and report without a key: who sent the visitor, and that somebody signed up.</summary>
public class BrowserTrackingTests
{
    private const string Referral = "/affiliate/track/referral";
    private const string SignUp = "/affiliate/track/signup";

    [Fact]
    public async Task AH_16_the_visitor_learns_who_sent_them()
    {
        await using var host = await TestHost.StartAsync(ClickBeaconTests.WithHosts);
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        var cookie = await VisitAsync(host, "alpha");
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await host.PostAsync("/affiliate/track/click", """{"ref":"beta"}""", ("Cookie", cookie));

        var answer = await host.GetAsync(Referral, ("Cookie", cookie), ("Origin", "https://app.example.com"));

        var body = await answer.JsonAsync();
        Assert.Equal(["ref", "program"], body.Names());
        Assert.Equal(("beta", "default"), (body.GetProperty("ref").GetString(), body.GetProperty("program").GetString()));
        Assert.Equal("https://app.example.com", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    /// <summary>The sign-up would be credited to the partner before, so the page must hear of that one.</summary>
    [Fact]
    public async Task A_partner_who_left_since_does_not_hide_the_one_before()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var beta = await host.AddPartnerAsync("beta");
        var cookie = await VisitAsync(host, "alpha");
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await host.PostAsync("/affiliate/track/click", """{"ref":"beta"}""", ("Cookie", cookie));
        await host.PostAsync(
            $"/affiliate/api/v1/partners/{beta.Id}/deactivate", "{}", ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        var body = await host.GetAsync(Referral, ("Cookie", cookie)).JsonAsync();

        Assert.Equal("alpha", body.GetProperty("ref").GetString());
    }

    [Fact]
    public async Task Nobody_known_is_204()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var cookie = await VisitAsync(host, "alpha");

        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync(Referral)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync(Referral, ("Cookie", $"affiliate={VisitorCookie.NewVisitor(Sample.Now):N}"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync(Referral, ("Cookie", cookie), ("Sec-GPC", "1"))).StatusCode);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.NoContent)]
    public async Task AH_15_the_window_includes_its_last_instant(int millisecondsLater, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync();
        var click = Sample.Click(await host.AddPartnerAsync("alpha")) with
        {
            OccurredAt = Sample.Now.AddDays(-90).AddMilliseconds(-millisecondsLater),
        };
        await host.Store.AddClicksAsync(click);

        Assert.Equal(expected, (await host.GetAsync(Referral, ("Cookie", $"affiliate={click.VisitorId:N}"))).StatusCode);
    }

    [Fact]
    public async Task Semantics_12_a_browser_sign_up_is_evidence_and_binds_nobody()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        var cookie = await VisitAsync(host, "alpha");

        await host.PostAsync(SignUp, """{"customer_key":"user-7","email":"alpha@example.com"}""", ("Cookie", cookie)).JsonAsync();

        Assert.Empty(await host.Store.ListAsync(Query<Referral>.All, default));
        var lead = Assert.Single(await host.Store.ListAsync(Query<Lead>.All, default));
        Assert.Equal(("browser_sign_up", null, (await host.ClicksAsync())[0].Id), (lead.EventName, lead.PartnerId, lead.ClickId));
        var customer = Assert.Single(await host.Store.ListAsync(Query<Customer>.All, default));
        Assert.Equal(("unconfirmed:user-7", null), (customer.Key, customer.EmailHash));
    }

    [Fact]
    public async Task A_browser_cannot_claim_a_customer_before_the_host_reports_it()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        await host.PostAsync(SignUp, """{"customer_key":"user-7"}""").JsonAsync();
        host.Time.Advance(TimeSpan.FromHours(1));
        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();

        var body = await host.PostAsync(
            "/affiliate/api/v1/track/lead",
            $$"""{"customer_key":"user-7","click_id":"{{click.GetProperty("click_id").GetString()}}"}""",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        Assert.False(body.GetProperty("deduped").GetBoolean());
        Assert.Equal(partner.Id.ToString(), body.GetProperty("partner_id").GetString());
    }

    [Fact]
    public async Task The_answer_tells_nothing_about_the_customer()
    {
        await using var host = await TestHost.StartAsync();
        var bodies = new List<string>();
        foreach (var key in new[] { "user-7", "user-7", "user-8" })
        {
            bodies.Add((await host.PostAsync(SignUp, $$"""{"customer_key":"{{key}}"}""").JsonAsync()).GetRawText());
        }

        Assert.Single(bodies.Distinct());
    }

    private static async Task<string> VisitAsync(TestHost host, string slug) =>
        (await host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}"}""")).Cookie()!.Split(';')[0];
}
