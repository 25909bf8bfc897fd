using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-15: what a second click does; AH-09 is the default, one click per visitor and partner an option.</summary>
public class RepeatClickTests
{
    private const string Path = "/affiliate/track/click";

    [Fact]
    public async Task AH_09_three_refreshes_are_three_clicks_by_default()
    {
        await using var host = await StartAsync(RepeatClickRule.Record);

        var cookie = await ArriveAsync(host, "alpha");
        await ArriveAsync(host, "alpha", cookie);
        await ArriveAsync(host, "alpha", cookie);

        Assert.Equal(3, (await host.ClicksAsync()).Count);
    }

    /// <summary>Same partner: the same click, whichever way the visitor comes; another partner: a new one that supersedes.</summary>
    [Fact]
    public async Task AF_15_the_same_partner_reuses_the_click_and_another_one_supersedes_it()
    {
        await using var host = await StartAsync(RepeatClickRule.Reuse);
        var cookie = await ArriveAsync(host, "alpha");
        var first = Assert.Single(await host.ClicksAsync());
        host.Time.Advance(TimeSpan.FromHours(1));

        var beacon = await host.PostAsync(Path, """{"ref":"alpha","landing":"/again"}""", ("Cookie", cookie)).JsonAsync();
        var redirect = await host.GetAsync("/affiliate/r/alpha", ("Cookie", cookie));
        await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"), ("Cookie", cookie));

        Assert.Equal((first.Id.ToString(), "alpha"), (beacon.GetProperty("click_id").GetString(), beacon.GetProperty("partner").GetString()));
        Assert.EndsWith($"clickid={first.Id}", redirect.Header("Location"), StringComparison.Ordinal);
        Assert.Single(await host.ClicksAsync());

        await ArriveAsync(host, "beta", cookie);
        await ArriveAsync(host, "alpha", cookie);

        Assert.Equal(["alpha", "beta", "alpha"], (await host.ClicksAsync()).Select(click => click.Ref));
    }

    [Fact]
    public async Task AF_15_a_click_outside_the_window_is_not_reused()
    {
        await using var host = await StartAsync(RepeatClickRule.Reuse);
        var cookie = await ArriveAsync(host, "alpha");
        host.Time.Advance(TimeSpan.FromDays(91));

        await ArriveAsync(host, "alpha", cookie);

        Assert.Equal(2, (await host.ClicksAsync()).Count);
    }

    /// <summary>What is no visit is recorded with its reason, as ever.</summary>
    [Fact]
    public async Task A_prefetch_reuses_nothing()
    {
        await using var host = await StartAsync(RepeatClickRule.Reuse);
        var cookie = await ArriveAsync(host, "alpha");

        await host.GetAsync("/affiliate/r/alpha", ("Cookie", cookie), ("Sec-Purpose", "prefetch"));

        Assert.Equal([null, "prefetch"], (await host.ClicksAsync()).Select(click => click.Reason));
    }

    [Fact]
    public async Task A_reused_click_uses_up_no_cap()
    {
        await using var host = await StartAsync(RepeatClickRule.Reuse);
        var partner = await host.AddPartnerAsync("gamma");
        await host.Store.AddAsync(Sample.Link(partner) with { Slug = "once", Destination = "/x", MaxClicks = 1 });
        var answer = await host.GetAsync("/affiliate/r/once");
        var cookie = answer.Cookie()!.Split(';')[0];

        var again = await host.GetAsync("/affiliate/r/once", ("Cookie", cookie));
        var other = await host.GetAsync("/affiliate/r/once");

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Gone), (again.StatusCode, other.StatusCode));
        Assert.Equal(answer.Header("Location"), again.Header("Location"));
    }

    /// <summary>Without a cookie the page names the click it keeps; the old id stays for whoever looks.</summary>
    [Fact]
    public async Task AF_15_a_page_names_its_existing_click()
    {
        await using var host = await StartAsync(RepeatClickRule.Reuse);
        await host.PostAsync(Path, """{"ref":"alpha"}""").JsonAsync();
        var first = Assert.Single(await host.ClicksAsync());

        var same = await host.PostAsync(Path, $$"""{"ref":"alpha","existing_click_id":"{{first.Id}}"}""").JsonAsync();
        var restored = await host.PostAsync(Path, $$"""{"existing_click_id":"{{first.Id}}"}""").JsonAsync();
        await host.PostAsync(Path, $$"""{"ref":"beta","existing_click_id":"{{first.Id}}"}""").JsonAsync();

        Assert.All([same, restored], answer => Assert.Equal(
            (first.Id.ToString(), "alpha"), (answer.GetProperty("click_id").GetString(), answer.GetProperty("partner").GetString())));
        var second = (await host.ClicksAsync())[^1];
        Assert.Equal(("beta", first.Id), (second.Ref, second.SupersededClickId));
        Assert.Equal(2, (await host.ClicksAsync()).Count);
    }

    /// <summary>A cookie restores too; what is not known, too old or another program's restores nothing; neither is no attribution.</summary>
    [Fact]
    public async Task AF_15_without_a_link_the_click_is_restored_or_there_is_none()
    {
        await using var host = await StartAsync(RepeatClickRule.Record);
        var cookie = await ArriveAsync(host, "alpha");
        var click = Assert.Single(await host.ClicksAsync());
        const string Unknown = """{"existing_click_id":"clk_0190a0a0a0a07000800000000000000a"}""";

        var byCookie = await host.PostAsync(Path, Unknown, ("Cookie", cookie)).JsonAsync();
        var nobody = await host.PostAsync(Path, Unknown).JsonAsync();
        var nonsense = await host.PostAsync(Path, """{"existing_click_id":"nonsense"}""").JsonAsync();
        var refused = await host.PostAsync(
            Path, $$"""{"existing_click_id":"{{click.Id}}"}""", ("Sec-GPC", "1"), ("Cookie", cookie)).JsonAsync();
        host.Time.Advance(TimeSpan.FromDays(91));
        var late = await host.PostAsync(Path, $$"""{"existing_click_id":"{{click.Id}}"}""").JsonAsync();

        Assert.Equal(click.Id.ToString(), byCookie.GetProperty("click_id").GetString());
        Assert.All([nobody, nonsense, refused, late], answer =>
        {
            Assert.Null(answer.GetProperty("click_id").GetString());
            Assert.Null(answer.GetProperty("partner").GetString());
        });
        await host.PostAsync(Path, "{}").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Single(await host.ClicksAsync());
    }

    [Fact]
    public async Task AF_15_the_rule_is_a_term_of_the_program()
    {
        await using var host = await StartAsync(RepeatClickRule.Record);
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        const string Terms = "/affiliate/api/v1/programs/me";

        var terms = await host.SendAsync(
            HttpMethod.Patch, Terms, """{"repeat_clicks":"reuse","bind_at":"first_sale","identity_order":["email","customer_key"]}""",
            "application/json", key).JsonAsync();

        Assert.Equal(
            ("reuse", "first_sale", "email customer_key"),
            (terms.GetProperty("repeat_clicks").GetString(), terms.GetProperty("bind_at").GetString(),
                string.Join(' ', terms.GetProperty("identity_order").EnumerateArray().Select(name => name.GetString()))));
        var problem = await host.SendAsync(
            HttpMethod.Patch, Terms, """{"repeat_clicks":"often","bind_at":null,"identity_order":["email","email"]}""", "application/json", key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["bind_at", "identity_order", "repeat_clicks"], problem.GetProperty("errors").Names().Order());
    }

    private static async Task<TestHost> StartAsync(RepeatClickRule rule)
    {
        var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program => program.RepeatClicks = rule),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapAffiliateEndpoints();
                app.MapGet("/{page}", (string page) => page);
            });
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        return host;
    }

    private static async Task<string> ArriveAsync(TestHost host, string slug, string? cookie = null)
    {
        host.Time.Advance(TimeSpan.FromMinutes(1));
        var answer = await host.GetAsync(
            $"/page?ref={slug}", ("Accept", "text/html"), ("Cookie", cookie ?? ""));
        return answer.Cookie()?.Split(';')[0] ?? cookie!;
    }
}
