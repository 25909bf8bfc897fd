using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>What a click carries beside the link (CP-02, AF-12), the same for beacon, redirect and middleware.</summary>
public class ClickDetailsTests
{
    private const string Iphone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

    private const string Query =
        "src=news&utm_source=mail&utm_medium=cpc&utm_campaign=spring&utm_content=b&utm_term=shoes&ad_group=g1&creative=c1"
        + "&placement=top&sub1=1&sub2=2&sub3=3&sub4=4&sub5=5&cpc=0.356";

    [Theory]
    [InlineData("beacon")]
    [InlineData("redirect")]
    [InlineData("middleware")]
    public async Task CP_01_CP_02_CP_05_AF_12_a_click_carries_its_whole_context(string way)
    {
        await using var host = await StartAsync();
        await host.AddPartnerAsync("alpha");

        await ArriveAsync(host, way, ("User-Agent", Iphone), ("Accept-Language", "de-AT,de;q=0.9"), ("CF-IPCountry", "at"), ("CF-IPCity", "Wien"), ("X-Tier", "gold"));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(
            ("news", "cpc", "spring", "b", "shoes", "g1", "c1", "top"),
            (click.Source, click.Medium, click.UtmCampaign, click.UtmContent, click.UtmTerm, click.AdGroup, click.Creative, click.Placement));
        Assert.Equal(("1", "2", "3", "4", "5", 36L), (click.Sub1, click.Sub2, click.Sub3, click.Sub4, click.Sub5, click.CostMinorUnits));
        Assert.Equal((DeviceType.Mobile, "ios", "safari", "de-AT"), (click.Device, click.Os, click.Browser, click.Language));
        Assert.Equal(("AT", "Wien", "gold"), (click.Country, click.City, click.Segment));
        Assert.Equal((Sample.Now, true, true), (click.OccurredAt, click.Qualified, click.Attributable));
    }

    [Theory]
    [InlineData("beacon")]
    [InlineData("redirect")]
    [InlineData("middleware")]
    public async Task T23_bots_and_repeats_are_recorded_and_flagged_but_may_bind(string way)
    {
        await using var host = await StartAsync();
        await host.AddPartnerAsync("alpha");
        var cookie = ("Cookie", $"affiliate={VisitorCookie.NewVisitor(Sample.Now):N}");

        await ArriveAsync(host, way, ("User-Agent", "ExampleBot/1.0 (+https://example.com/bot)"));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await ArriveAsync(host, way, cookie);
        host.Time.Advance(TimeSpan.FromSeconds(9));
        await ArriveAsync(host, way, cookie);
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await ArriveAsync(host, way, cookie);

        var clicks = await host.ClicksAsync();
        Assert.Equal(["bot", null, "repeat", null], clicks.Select(click => click.NotQualifiedReason));
        Assert.All(clicks, click => Assert.True(click.Attributable));
    }

    /// <summary>By address once the host says which one; another address, another partner and the next minute count again.</summary>
    [Theory]
    [InlineData("beacon")]
    [InlineData("redirect")]
    [InlineData("middleware")]
    public async Task T23_more_than_60_clicks_a_minute_from_a_known_address_do_not_count(string way)
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.ConfigureHttp(
                o => o.ClickAddress = context => System.Net.IPAddress.TryParse(context.Request.Headers["X-Address"], out var address) ? address : null),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapAffiliateEndpoints();
                app.Map("/page", () => "page");
            });
        await host.AddPartnerAsync("alpha");

        foreach (var address in Enumerable.Repeat("192.0.2.1", 62).Concat(["192.0.2.2", "", "192.0.2.1"]))
        {
            await ArriveAsync(host, way, ("X-Address", address));
        }

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await ArriveAsync(host, way, ("X-Address", "192.0.2.1"));

        Assert.Equal(63, (await host.ClicksAsync()).Count(click => click.Qualified));
        Assert.Equal(3, (await host.ClicksAsync()).Count(click => click is { NotQualifiedReason: "rate", Attributable: true }));
    }

    [Fact]
    public async Task Geo_headers_are_not_believed_unless_the_host_says_so()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await ArriveAsync(host, "redirect", ("CF-IPCountry", "AT"));

        Assert.Null(Assert.Single(await host.ClicksAsync()).Country);
    }

    [Fact]
    public async Task What_the_hosts_own_parts_throw_loses_no_click()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .UseGeoResolver<BrokenPlaces>()
            .UseUserAgentClassifier<BrokenClassifier>()
            .ConfigureHttp(o => o.Segment = _ => throw new InvalidOperationException()));
        await host.AddPartnerAsync("alpha");

        await ArriveAsync(host, "redirect");

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((DeviceType.Unknown, null, null, true), (click.Device, click.Country, click.Segment, click.Qualified));
    }

    [Theory]
    [InlineData("\"Google Chrome\";v=\"141\", \"Chromium\";v=\"141\"", "?1", "\"Android\"", DeviceType.Mobile, "android", "chrome")]
    [InlineData("\"Microsoft Edge\";v=\"141\", \"Chromium\";v=\"141\"", "?0", "\"Windows\"", DeviceType.Desktop, "windows", "edge")]
    [InlineData("\"HeadlessChrome\";v=\"141\"", "?0", "\"Linux\"", DeviceType.Bot, "linux", "safari")]
    public async Task Client_hints_count_more_than_the_user_agent(
        string brands, string mobile, string platform, DeviceType device, string os, string browser)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await ArriveAsync(
            host, "redirect", ("User-Agent", Iphone), ("Sec-CH-UA", brands), ("Sec-CH-UA-Mobile", mobile), ("Sec-CH-UA-Platform", platform));

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal((device, os, browser), (click.Device, click.Os, click.Browser));
    }

    [Fact]
    public async Task AF_10_the_address_of_the_page_may_name_the_link()
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        await host.PostAsync("/affiliate/track/click", """{"url":"https://shop.example/a?aff=alpha&aff=beta&sub1=x","sub2":"y"}""").JsonAsync();

        var click = Assert.Single(await host.ClicksAsync());
        Assert.Equal(("/a", "x", "y"), (click.Landing, click.Sub1, click.Sub2));
    }

    [Theory]
    [InlineData("""{"landing":"/a"}""")]
    [InlineData("""{"url":"not an address"}""")]
    [InlineData("""{"url":"https://shop.example/a"}""")]
    [InlineData("""{"ref":"alpha","sub1":"a","sub1":"b"}""")]
    public async Task AF_11_without_a_link_or_with_a_bad_address_it_is_400(string body)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(400, (int)(await host.PostAsync("/affiliate/track/click", body)).StatusCode);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        affiliate => affiliate
            .AddProgram("default", program => program.CostParameter = "cpc")
            .ConfigureHttp(options =>
            {
                options.TrustedGeoHeaders = GeoHeaders.Cloudflare;
                options.Segment = context => context.Request.Headers["X-Tier"];
            }),
        app =>
        {
            app.UseAffiliateTracking();
            app.MapAffiliateEndpoints();
            app.Map("/page", () => "page");
        });

    private static async Task ArriveAsync(TestHost host, string way, params (string, string)[] headers)
    {
        var answer = way switch
        {
            "beacon" => await host.PostAsync(
                "/affiliate/track/click", $$"""{"ref":"alpha","landing":"/page?{{Query}}"}""", headers),
            "redirect" => await host.GetAsync($"/affiliate/r/alpha?{Query}", headers),
            _ => await host.GetAsync($"/page?ref=alpha&{Query}", [("Accept", "text/html"), .. headers]),
        };
        Assert.True((int)answer.StatusCode < 400);
    }

    private sealed class BrokenPlaces : IGeoResolver
    {
        public GeoPlace? Resolve(HttpContext context) => throw new InvalidOperationException();
    }

    private sealed class BrokenClassifier : IUserAgentClassifier
    {
        public ClientDevice Classify(ReadOnlySpan<char> userAgent) => throw new InvalidOperationException();
    }
}
