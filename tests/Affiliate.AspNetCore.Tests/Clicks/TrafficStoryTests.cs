using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The field's own stories about traffic that is not what it says (acceptance §5).</summary>
public class TrafficStoryTests
{
    private const string Bot = "ExampleBot/1.0 (+https://example.com/bot)";

    /// <summary>A storm of robots, at once and through one link: recorded, flagged, and in nobody's way.</summary>
    [Fact]
    public async Task A_storm_of_bots_is_recorded_and_flagged_and_the_person_among_them_is_credited()
    {
        await using var host = await StartAsync();
        await host.AddPartnerAsync("beta");

        var storm = Enumerable.Range(0, 200).Select(_ => host.GetAsync("/affiliate/r/alpha", ("User-Agent", Bot))).ToList();
        var person = await host.GetAsync("/page?ref=beta", ("Accept", "text/html"));
        await Task.WhenAll(storm);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        var bound = await host.PostAsync("/signup", "", ("Cookie", person.Cookie()!.Split(';')[0]));

        var clicks = await host.ClicksAsync();
        Assert.Equal((200, 1), (clicks.Count(click => click.Reason == "bot"), clicks.Count(click => click.Qualified)));
        Assert.Equal("beta", await bound.Content.ReadAsStringAsync());
        var totals = (await host.GetAsync(
            "/affiliate/api/v1/analytics", ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync()).GetProperty("totals");
        Assert.Equal((201, 1), (totals.GetProperty("clicks").GetInt32(), totals.GetProperty("qualified_clicks").GetInt32()));
    }

    /// <summary>Semantics, "Bot": dropped where the program wants it, whichever way they come; people are recorded.</summary>
    [Fact]
    public async Task Bots_are_dropped_where_the_program_wants_it()
    {
        await using var host = await StartAsync(affiliate => affiliate.AddProgram("main", program => program.DropsBots = true));

        var redirect = await host.GetAsync("/affiliate/r/alpha", ("User-Agent", Bot));
        var beacon = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", ("User-Agent", Bot)).JsonAsync();
        await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"), ("User-Agent", Bot));
        await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (redirect.StatusCode, redirect.Header("Location")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, beacon.GetProperty("click_id").ValueKind);
        Assert.True(Assert.Single(await host.ClicksAsync()).Qualified);
    }

    /// <summary>A host that knows the addresses of data centres says so; what it says may bind a sign-up, but does not count.</summary>
    [Fact]
    public async Task The_hosts_own_doubt_about_a_click_is_kept_with_it()
    {
        await using var host = await StartAsync(affiliate => affiliate.ConfigureHttp(options => options.ClickDoubt = context =>
            context.Request.Query.ContainsKey("throw") ? throw new InvalidOperationException()
            : context.Request.Query.ContainsKey("server") ? "data_centre"
            : null));

        await host.GetAsync("/affiliate/r/alpha?server=1");
        await host.GetAsync("/affiliate/r/alpha?throw=1");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.GetAsync("/affiliate/r/alpha");

        Assert.Equal(
            [(false, "data_centre", true), (true, null, true), (true, null, true)],
            (await host.ClicksAsync()).Select(click => (click.Qualified, click.NotQualifiedReason, click.Attributable)));
    }

    /// <summary>A header that anybody may write neither hides a flood nor makes one; nor does it name the host or the place.</summary>
    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("True-Client-IP")]
    public async Task A_spoofed_forwarded_address_is_not_believed(string header)
    {
        await using var host = await StartAsync(
            affiliate => affiliate.ConfigureHttp(o => o.ClickAddress = context => context.Connection.RemoteIpAddress));

        for (var i = 0; i < 62; i++)
        {
            await host.GetAsync("/affiliate/r/alpha", (header, header == "Forwarded" ? $"for=192.0.2.{i}" : $"192.0.2.{i}"));
        }

        Assert.Equal(2, (await host.ClicksAsync()).Count(click => click.Reason == "rate"));
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Host", "evil.example")]
    [InlineData("X-Original-Host", "evil.example")]
    [InlineData("Forwarded", "host=evil.example")]
    public async Task A_spoofed_forwarded_host_is_led_to_by_no_redirect(string header, string value)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync("/affiliate/r/alpha?to=https%3A%2F%2Fevil.example%2F", (header, value));

        Assert.StartsWith("/?clickid=", answer.Header("Location"), StringComparison.Ordinal);
    }

    /// <summary>Case does not count; letters of other scripts that look the same are other letters.</summary>
    [Theory]
    [InlineData("alpha", true)]
    [InlineData("ALPHA", true)]
    [InlineData("AlPhA", true)]
    [InlineData("\u0430lpha", false)]
    [InlineData("\uff41lpha", false)]
    [InlineData("alph\u00e4", false)]
    [InlineData("alpha\u200b", false)]
    [InlineData("\u0131lpha", false)]
    [InlineData("alpha ", false)]
    public async Task Slugs_are_found_in_any_case_and_no_look_alikes(string slug, bool isFound)
    {
        await using var host = await StartAsync();
        var value = Uri.EscapeDataString(slug);

        var page = await host.GetAsync($"/page?ref={value}", ("Accept", "text/html"));
        var redirect = await host.GetAsync($"/affiliate/r/{value}");
        var beacon = await host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}"}""").JsonAsync();

        Assert.Equal(isFound ? 3 : 0, (await host.ClicksAsync()).Count);
        Assert.Equal((isFound, isFound), (page.Cookie() is not null, redirect.Cookie() is not null));
        Assert.Equal(isFound, beacon.GetProperty("click_id").GetString() is not null);
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
    }

    private static async Task<TestHost> StartAsync(Action<AffiliateBuilder>? affiliate = null)
    {
        var host = await TestHost.StartAsync(affiliate, app =>
        {
            app.UseAffiliateTracking();
            app.MapAffiliateEndpoints();
            app.Map("/page", () => "page");
            app.MapPost("/signup", async (HttpContext context, AffiliateTracker tracker, IAffiliateStore store) =>
                (await tracker.ReferAsync("user-1", context.GetAffiliateVisit()))?.PartnerId is { } id
                    ? (await store.FindAsync(Partner.ById(id), default))!.Slug
                    : "nobody");
        });
        await host.AddPartnerAsync("alpha");
        return host;
    }
}
