using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-16, AH-11: which hosts share the cookie, and doing without one.</summary>
public class CookieDomainTests
{
    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.Example.com:8080", "example.com")]
    [InlineData("shop.example.co.uk", "example.co.uk")]
    [InlineData("example.co.uk", "example.co.uk")]
    [InlineData("co.uk", null)]
    [InlineData("app.example.io", "example.io")]
    [InlineData("localhost", null)]
    [InlineData("shop.localhost", null)]
    [InlineData("127.0.0.1:5000", null)]
    [InlineData("[::1]:5000", null)]
    [InlineData("example.com.", null)]
    public void AF_16_the_broadest_domain_of_a_host(string host, string? expected) => Assert.Equal(
        expected, CookieDomain.Of(new HostString(host), new AffiliateHttpOptions { UseBroadestCookieDomain = true }));

    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("localhost", null)]
    [InlineData("badexample.com", null)]
    [InlineData("other.test", null)]
    public void AF_16_a_domain_that_is_set_counts_on_its_own_hosts(string host, string? expected) => Assert.Equal(
        expected,
        CookieDomain.Of(new HostString(host), new AffiliateHttpOptions { CookieDomain = "example.com", UseBroadestCookieDomain = true }));

    [Fact]
    public void Without_options_the_cookie_is_for_the_host_alone() =>
        Assert.Null(CookieDomain.Of(new HostString("www.example.com"), new AffiliateHttpOptions()));

    [Fact]
    public async Task AF_16_the_cookie_names_the_domain_and_its_attributes()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.ConfigureHttp(options => options.UseBroadestCookieDomain = true));
        await host.AddPartnerAsync("alpha");

        var broad = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""", ("Host", "www.example.com"));
        var alone = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""");

        Assert.Contains("; domain=example.com; path=/; samesite=lax; httponly", broad.Cookie(), StringComparison.Ordinal);
        Assert.DoesNotContain("domain", alone.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AH_11_without_cookies_nobody_is_recognised_and_the_click_id_still_binds()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.ConfigureHttp(options => options.IsCookieless = true),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapAffiliateEndpoints();
                app.MapGet("/page", () => "page");
            });
        await host.AddPartnerAsync("alpha");
        var visitor = ("Cookie", $"affiliate={Guid.CreateVersion7():N}");

        var beacon = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha","landing":"/a?b=c"}""", visitor);
        var page = await host.GetAsync("/page?ref=alpha", ("Accept", "text/html"), visitor);
        Assert.Null(beacon.Cookie());
        Assert.Null(page.Cookie());
        var click = (await beacon.JsonAsync()).GetProperty("click_id").GetString();
        await host.PostAsync(
            "/affiliate/api/v1/track/lead", $$"""{"customer_key":"user-1","click_id":"{{click}}"}""",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        Assert.All(await host.ClicksAsync(), c => Assert.Null(c.VisitorId));
        Assert.Contains(await host.ClicksAsync(), c => c.Landing == "/a");
        Assert.Equal(click, Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).ClickId.ToString());
    }
}
