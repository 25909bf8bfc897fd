using Microsoft.AspNetCore.Builder;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The visitor's cookie and a host that watches its cookies.</summary>
public class VisitorCookieTests
{
    private const string Path = "/affiliate/track/click";
    private const string Body = """{"ref":"alpha"}""";

    [Fact]
    public async Task A_cookie_policy_decides_about_ours_too()
    {
        await using var host = await TestHost.StartAsync(
            services: services => services.Configure<CookiePolicyOptions>(options =>
            {
                options.CheckConsentNeeded = _ => true;
                options.Secure = CookieSecurePolicy.Always;
            }),
            pipeline: app =>
            {
                app.UseCookiePolicy();
                app.MapAffiliateEndpoints();
            });
        await host.AddPartnerAsync("alpha");

        var refused = await host.PostAsync(Path, Body);
        var agreed = await host.PostAsync(Path, Body, ("Cookie", ".AspNet.Consent=yes"));

        Assert.Null(refused.Cookie());
        Assert.Matches("^affiliate=[0-9a-f]{32}; max-age=7776000; path=/; secure; samesite=lax; httponly$", agreed.Cookie()!);
        var clicks = await host.ClicksAsync();
        Assert.Equal(["no_consent", null], clicks.Select(click => click.Reason).OrderByDescending(reason => reason));
    }

    [Fact]
    public async Task Both_ways_of_writing_it_give_the_same_header()
    {
        var headers = new List<string>();
        foreach (var isWatched in new[] { false, true })
        {
            await using var host = await TestHost.StartAsync(
                affiliate => affiliate.ConfigureHttp(o => o.CookieDomain = "example.com"),
                app =>
                {
                    if (isWatched)
                    {
                        app.UseCookiePolicy();
                    }

                    app.MapAffiliateEndpoints();
                });
            await host.AddPartnerAsync("alpha");
            headers.Add((await host.PostAsync(Path, Body, ("Host", "www.example.com"))).Cookie()![("affiliate=".Length + 32)..]);
        }

        Assert.Equal("; max-age=7776000; domain=example.com; path=/; samesite=lax; httponly", headers[0]);
        Assert.Equal(headers[0], headers[1]);
    }

    [Fact]
    public async Task Programs_have_their_own_cookie_windows()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("long", program => program.CookieWindow = TimeSpan.FromDays(400))
            .AddProgram("short", program => program.CookieWindow = TimeSpan.FromHours(1)));
        await host.AddPartnerAsync("alpha", program: "long");
        await host.AddPartnerAsync("alpha", program: "short");

        foreach (var (program, seconds) in new[] { ("long", 34_560_000), ("short", 3_600), ("long", 34_560_000) })
        {
            var answer = await host.PostAsync(Path, $$"""{"ref":"alpha","program_id":"{{program}}"}""");
            Assert.Contains($"max-age={seconds};", answer.Cookie(), StringComparison.Ordinal);
        }
    }
}
