using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Only a person who goes to a page is captured: no images, frames, scripts, and nothing loaded ahead (semantics 10, T23).</summary>
public class PageLoadTests
{
    /// <summary>Every destination of the Fetch standard but the one of a page.</summary>
    public static TheoryData<string> Destinations =>
    [
        "audio", "audioworklet", "embed", "empty", "fencedframe", "font", "frame", "iframe", "image", "json", "manifest", "object",
        "paintworklet", "report", "script", "serviceworker", "sharedworker", "style", "text", "track", "video", "webidentity", "worker",
        "xslt", "Document;", "nonsense",
    ];

    public static TheoryData<string, string> Ahead => new()
    {
        { "Sec-Purpose", "prefetch" },
        { "Sec-Purpose", "prefetch;prerender" },
        { "Sec-Purpose", "prefetch;anonymous-client-ip" },
        { "Sec-Purpose", "prerender" },
        { "Sec-Purpose", "Prefetch" },
        { "Purpose", "prefetch" },
        { "Purpose", "preview" },
        { "X-Purpose", "preview" },
        { "X-Moz", "prefetch" },
    };

    [Theory, MemberData(nameof(Destinations))]
    public async Task The_middleware_captures_no_other_loads(string destination)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync("/page?ref=alpha", ("Accept", "text/html,*/*"), ("Sec-Fetch-Dest", destination));

        Assert.Equal("page", await answer.Content.ReadAsStringAsync());
        Assert.Null(answer.Cookie());
        Assert.Empty(await host.ClicksAsync());
    }

    /// <summary>A redirect has logged it all the same: with its reason, without a cookie, and without anybody being bound.</summary>
    [Theory, MemberData(nameof(Destinations))]
    public async Task A_redirect_notes_other_loads_and_recognises_nobody(string destination)
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync("/affiliate/r/alpha", ("Sec-Fetch-Dest", destination));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((HttpStatusCode.Found, null), (answer.StatusCode, answer.Cookie()));
        Assert.Equal(("not_a_page", "not_a_page", null), (click.NotQualifiedReason, click.NotAttributableReason, click.VisitorId));
    }

    [Theory, MemberData(nameof(Ahead))]
    public async Task Nothing_loaded_ahead_is_an_arrival(string header, string value)
    {
        await using var host = await StartAsync();

        var page = await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"), ("Sec-Fetch-Dest", "document"), (header, value));
        Assert.Empty(await host.ClicksAsync());
        var redirect = await host.GetAsync("/affiliate/r/alpha", ("Sec-Fetch-Dest", "document"), (header, value));

        Assert.All([page, redirect], answer => Assert.Null(answer.Cookie()));
        Assert.Equal(("prefetch", "prefetch"), Assert.Single(await host.ClicksAsync()) is var click
            ? (click.NotQualifiedReason, click.NotAttributableReason)
            : default);
    }

    [Fact]
    public async Task A_request_for_headers_alone_is_no_arrival()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Head, "/page?ref=alpha", null, null, ("Accept", "text/html"));
        Assert.Empty(await host.ClicksAsync());
        var redirect = await host.SendAsync(HttpMethod.Head, "/affiliate/r/alpha", null, null);

        Assert.Null(redirect.Cookie());
        Assert.Equal("head", Assert.Single(await host.ClicksAsync()).NotAttributableReason);
    }

    /// <summary>What comes after counts: nothing of the above made a visit of it.</summary>
    [Fact]
    public async Task A_visit_after_a_prefetch_counts_and_binds()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/affiliate/r/alpha", ("Sec-Purpose", "prefetch"));

        await host.GetAsync("/affiliate/r/alpha", ("Sec-Fetch-Dest", "document"));

        Assert.Equal([null, "prefetch"], (await host.ClicksAsync()).Select(click => click.Reason).Order());
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.UseAffiliateTracking();
            app.MapAffiliateEndpoints();
            app.Map("/page", () => "page");
        });
        await host.AddPartnerAsync("alpha");
        return host;
    }
}
