using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Routing rules over HTTP, and the preview that explains them (TX-10, TX-16, TX-17, CP-05).</summary>
public class RoutingTests
{
    private const string Rules = """
         "destination_url":"/link", "rules":[
            {"name":"low","priority":1,"destination_url":"/low","conditions":{"source_in":["News"]}},
            {"name":"high","priority":5,"destination_url":"https://www.example.com/high","conditions":{"source_in":["news"],"device_in":["mobile"]}}
         ]
        """;

    private const string Phone =
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36";

    [Fact]
    public async Task TX_10_TX_16_link_rules_then_program_rules_then_the_default()
    {
        await using var host = await LinkSteps.StartAsync();
        await host.SaveLinkAsync("spring", Rules);
        await host.CallAsync("PATCH", "/affiliate/api/v1/programs/me", """
            {"rules":[{"name":"german","destination_url":"/de","conditions":{"language_in":["de"]}}]}
            """).JsonAsync();

        Assert.StartsWith("https://www.example.com/high?", await LeadAsync(host, "?src=news", ("User-Agent", Phone)), StringComparison.Ordinal);
        Assert.StartsWith("/low?", await LeadAsync(host, "?src=news", ("Accept-Language", "de-AT")), StringComparison.Ordinal);
        Assert.StartsWith("/de?", await LeadAsync(host, "", ("Accept-Language", "de-AT")), StringComparison.Ordinal);
        Assert.StartsWith("/link?", await LeadAsync(host, "", ("Accept-Language", "en")), StringComparison.Ordinal);
        Assert.StartsWith("/de?", (await host.GetAsync("/affiliate/r/alpha", ("Accept-Language", "de"))).Header("Location"), StringComparison.Ordinal);
        Assert.StartsWith("/home?", (await host.GetAsync("/affiliate/r/alpha")).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TX_17_the_preview_says_which_rule_wins_and_why_the_others_lose_and_records_nothing()
    {
        await using var host = await LinkSteps.StartAsync();
        await host.SaveLinkAsync("spring", Rules);

        var preview = await host.CallAsync("GET", "/affiliate/r/spring?preview=1&source=news&device=desktop").JsonAsync();

        Assert.Equal(
            ("/low", "link_rule", "low", "open"),
            (preview.GetProperty("destination").GetString(), preview.GetProperty("decided_by").GetString(),
                preview.GetProperty("rule").GetString(), preview.GetProperty("status").GetString()));
        Assert.Equal(
            [("high", "device_in"), ("low", "won")],
            preview.GetProperty("rules").EnumerateArray().Select(rule =>
                (rule.GetProperty("rule").GetString(), rule.GetProperty("verdict").GetString())));
        Assert.Empty(await host.ClicksAsync());
        var phone = await host.CallAsync("GET", "/affiliate/r/spring?preview=1&source=NEWS&device=MOBILE").JsonAsync();
        Assert.Equal("high", phone.GetProperty("rule").GetString());
        await host.GetAsync("/affiliate/r/spring?preview=1").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await host.CallAsync("GET", "/affiliate/r/spring?preview=1&device=toaster").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task CP_05_a_split_stays_with_its_visitor()
    {
        await using var host = await LinkSteps.StartAsync();
        await host.SaveLinkAsync("spring", """
             "rules":[{"name":"ab","split":[{"destination_url":"/a","weight":1},{"destination_url":"/b","weight":1}]}]
            """);
        var landings = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var first = await host.GetAsync("/affiliate/r/spring");
            var again = await host.GetAsync("/affiliate/r/spring", ("Cookie", first.Cookie()!.Split(';')[0]));
            Assert.Equal(first.Header("Location")![..2], again.Header("Location")![..2]);
            landings.Add(first.Header("Location")![..2]);
        }

        Assert.Equal(["/a", "/b"], landings.Distinct().Order());
    }

    [Theory]
    [InlineData("""{"destination_url":"/a","conditions":{"planet_in":["mars"]}}""")]
    [InlineData("""{"destination_url":"/a","conditions":{"country_in":["Austria"]}}""")]
    [InlineData("""{"destination_url":"/a","conditions":{"device_in":["toaster"]}}""")]
    [InlineData("""{"destination_url":"/a","conditions":{"source_in":[]}}""")]
    [InlineData("""{"destination_url":"/a","conditions":{"from":"yesterday"}}""")]
    [InlineData("""{"destination_url":"/a","conditions":{"from":"2027-03-02","to":"2027-03-01"}}""")]
    [InlineData("""{"destination_url":"/a","split":[{"destination_url":"/b","weight":1}]}""")]
    [InlineData("""{"split":[{"destination_url":"/b","weight":0}]}""")]
    [InlineData("""{"priority":1}""")]
    [InlineData("1")]
    public async Task Rules_that_cannot_be_meant_are_refused(string rule)
    {
        await using var host = await LinkSteps.StartAsync();

        await host.CallAsync("PATCH", "/affiliate/api/v1/programs/me", $$"""{"rules":[{{rule}}]}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private static async Task<string?> LeadAsync(TestHost host, string query, params (string, string)[] headers) =>
        (await host.GetAsync("/affiliate/r/spring" + query, headers)).Header("Location");
}
