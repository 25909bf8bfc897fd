using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>TX-15: a link takes its number of clicks, whichever way they come, and nobody is led past it.</summary>
public class LinkCapTests
{
    [Theory]
    [InlineData("GET", "Sec-Purpose", "prefetch")]
    [InlineData("GET", "Sec-Fetch-Dest", "image")]
    [InlineData("HEAD", "X-Nothing", "1")]
    public async Task TX_15_what_is_no_visit_takes_no_click_and_is_not_led_past_the_cap(string method, string header, string value)
    {
        await using var host = await LinkSteps.StartAsync();
        await host.SaveLinkAsync("spring", """ "max_clicks":1, "destination_url":"/secret" """);

        Assert.Equal(HttpStatusCode.Found, (await ThisAsync()).StatusCode);
        Assert.Equal(302, await host.StatusAsync("spring"));

        Assert.Equal(HttpStatusCode.Gone, (await ThisAsync()).StatusCode);
        Task<HttpResponseMessage> ThisAsync() => host.SendAsync(new HttpMethod(method), "/affiliate/r/spring", null, null, (header, value));
    }

    [Fact]
    public async Task TX_15_arrivals_on_pages_count_and_a_used_up_link_is_like_a_disabled_one()
    {
        await using var host = await StartWithPagesAsync();
        await host.SaveLinkAsync("spring", """ "max_clicks":3 """);

        Assert.NotNull(await BeaconAsync(host));
        await host.GetAsync("/page?ref=spring", ("Accept", "text/html"));
        Assert.Equal(302, await host.StatusAsync("spring"));

        Assert.Null(await BeaconAsync(host));
        await host.GetAsync("/page?ref=spring", ("Accept", "text/html"));
        Assert.Equal(410, await host.StatusAsync("spring"));
        Assert.Equal(3, (await host.ClicksAsync()).Count);
    }

    [Fact]
    public async Task TX_17_the_preview_says_that_a_link_is_used_up()
    {
        await using var host = await LinkSteps.StartAsync();
        await host.SaveLinkAsync("spring", """ "max_clicks":1 """);

        Assert.Equal("open", await PreviewAsync(host));
        await host.StatusAsync("spring");

        Assert.Equal("over", await PreviewAsync(host));
    }

    private static Task<TestHost> StartWithPagesAsync() => LinkSteps.StartAsync(null, app =>
    {
        app.UseAffiliateTracking();
        app.MapAffiliateEndpoints();
        app.MapGet("/page", () => Results.Content("page", "text/html"));
    });

    private static async Task<string?> BeaconAsync(TestHost host) =>
        (await host.PostAsync("/affiliate/track/click", """{"ref":"spring"}""").JsonAsync()).GetProperty("click_id").GetString();

    private static async Task<string?> PreviewAsync(TestHost host)
    {
        JsonElement preview = await host.CallAsync("GET", "/affiliate/r/spring?preview=1").JsonAsync();
        return preview.GetProperty("status").GetString();
    }
}
