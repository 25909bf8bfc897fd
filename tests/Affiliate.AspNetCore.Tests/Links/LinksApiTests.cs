using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>/links</c>, and what following such links does (TX-14, TX-15).</summary>
public class LinksApiTests
{
    private const string Path = "/affiliate/api/v1/links";

    [Fact]
    public async Task TX_14_a_link_is_made_found_and_changed_by_its_slug()
    {
        await using var host = await StartAsync();

        var made = await host.SaveLinkAsync("spring-sale", """ "title":"Spring", "destination_url":"/pricing" """);
        var again = await host.SaveLinkAsync("SPRING-SALE", """ "title":"Summer" """);

        Assert.Equal(made.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.StartsWith("lnk_", made.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Summer", "/pricing"), (again.GetProperty("title").GetString(), again.GetProperty("destination_url").GetString()));
        var found = await host.CallAsync("GET", $"{Path}?search=summ&status=active").JsonAsync();
        Assert.Equal("spring-sale", Assert.Single(found.GetProperty("data").EnumerateArray()).GetProperty("slug").GetString());
    }

    [Fact]
    public async Task AF_12_a_link_counts_its_clicks_and_tells_the_last_one()
    {
        await using var host = await StartAsync();
        var path = $"{Path}/{(await host.SaveLinkAsync("spring", "")).GetProperty("id").GetString()}";
        var fresh = await host.CallAsync("GET", path).JsonAsync();
        await host.StatusAsync("alpha");
        await host.StatusAsync("spring");
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.PostAsync("/affiliate/track/click", """{"ref":"spring"}""").JsonAsync();
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.StatusAsync("alpha");

        var link = await host.CallAsync("GET", path).JsonAsync();

        Assert.Equal((0, JsonValueKind.Null), (fresh.GetProperty("clicks").GetInt32(), fresh.GetProperty("last_clicked_at").ValueKind));
        Assert.Equal(
            (2, Sample.Now.AddHours(1)), (link.GetProperty("clicks").GetInt32(), link.GetProperty("last_clicked_at").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData("abc", HttpStatusCode.BadRequest)]
    [InlineData("abcdefghijklmnopqrstuvwxy", HttpStatusCode.BadRequest)]
    [InlineData("sprіng", HttpStatusCode.BadRequest)] // A Cyrillic letter.
    [InlineData("with space", HttpStatusCode.BadRequest)]
    [InlineData("beta", HttpStatusCode.Conflict)]
    public async Task TX_14_slugs_are_4_to_24_plain_characters_and_share_a_namespace_with_partners(string slug, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        await host.AddPartnerAsync("beta");

        var answer = await host.CallAsync("POST", Path, $$"""{"slug":"{{slug}}","partner_id":"{{await host.AlphaAsync()}}"}""");

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task TX_14_a_disabled_link_is_404_and_307_keeps_the_method()
    {
        await using var host = await StartAsync();
        var link = await host.SaveLinkAsync("spring", """ "redirect_code":307 """);

        Assert.Equal(307, (int)(await host.GetAsync("/affiliate/r/spring")).StatusCode);
        await host.CallAsync("DELETE", $"{Path}/{link.GetProperty("id").GetString()}").JsonAsync();

        await host.GetAsync("/affiliate/r/spring").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Single(await host.ClicksAsync());
        var beacon = await host.PostAsync("/affiliate/track/click", """{"ref":"spring"}""").JsonAsync();
        Assert.Equal(JsonValueKind.Null, beacon.GetProperty("click_id").ValueKind);
    }

    [Fact]
    public async Task TX_15_a_link_is_404_before_its_time_and_410_after()
    {
        await using var host = await StartAsync();
        await host.SaveLinkAsync("spring", $$"""
             "scheduled_start_at":"{{Sample.Now.AddHours(1):O}}", "scheduled_end_at":"{{Sample.Now.AddHours(2):O}}"
            """);
        await host.SaveLinkAsync("short-lived", $$""" "expires_at":"{{Sample.Now.AddHours(1):O}}" """);

        Assert.Equal(404, await host.StatusAsync("spring"));
        Assert.Equal(302, await host.StatusAsync("short-lived"));
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(302, await host.StatusAsync("spring"));
        Assert.Equal(410, await host.StatusAsync("short-lived"));
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(410, await host.StatusAsync("spring"));
        Assert.Equal(2, (await host.ClicksAsync()).Count);
    }

    [Fact]
    public async Task TX_15_a_click_cap_never_leaks()
    {
        await using var host = await StartAsync();
        await host.SaveLinkAsync("spring", """ "max_clicks":5 """);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.StatusAsync("spring")));

        Assert.Equal((5, 11), (statuses.Count(status => status == 302), statuses.Count(status => status == 410)));
        Assert.Equal(5, (await host.ClicksAsync()).Count);
    }

    [Fact]
    public async Task TX_15_a_password_is_asked_for_on_a_page_without_script()
    {
        await using var host = await StartAsync();
        var link = await host.SaveLinkAsync("spring", """ "password":"open <sesame>", "destination_url":"/secret" """);

        var page = await host.GetAsync("/affiliate/r/spring");
        var wrong = await UnlockAsync(host, "password=guess");
        Assert.Empty(await host.ClicksAsync());
        var right = await UnlockAsync(host, "password=open+%3Csesame%3E");

        Assert.DoesNotContain("password\":\"", link.GetRawText(), StringComparison.Ordinal);
        Assert.True(link.GetProperty("has_password").GetBoolean());
        Assert.Equal(("text/html", HttpStatusCode.OK), (page.Content.Headers.ContentType!.MediaType, page.StatusCode));
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var text = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        var style = SHA256.HashData(Encoding.UTF8.GetBytes(text.Split("<style>")[1].Split("</style>")[0]));
        Assert.Contains($"style-src 'sha256-{Convert.ToBase64String(style)}'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        Assert.StartsWith("/secret?clickid=clk_", right.Header("Location"), StringComparison.Ordinal);
        Assert.Single(await host.ClicksAsync());
    }

    [Fact]
    public async Task Passwords_are_not_tried_without_end()
    {
        await using var host = await StartAsync();
        await host.SaveLinkAsync("spring", """ "password":"x" """);

        var statuses = new List<int>();
        for (var i = 0; i < 31; i++)
        {
            statuses.Add((int)(await UnlockAsync(host, "password=guess")).StatusCode);
        }

        Assert.Equal((403, 429), (statuses[29], statuses[30]));
    }

    [Fact]
    public async Task A_password_that_many_visitors_know_lets_all_of_them_in()
    {
        await using var host = await StartAsync();
        await host.SaveLinkAsync("spring", """ "password":"x" """);

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await UnlockAsync(host, "password=x")).StatusCode);
        }

        await host.SaveLinkAsync("spring", """ "password":"y" """);
        Assert.Equal(HttpStatusCode.Forbidden, (await UnlockAsync(host, "password=x")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://www.example.com@evil.example/")]
    public async Task T18_destinations_of_links_and_rules_must_be_allowed(string destination)
    {
        await using var host = await StartAsync();
        var start = $$"""{"slug":"spring","partner_id":"{{await host.AlphaAsync()}}",""";

        await host.CallAsync("POST", Path, start + $$""" "destination_url":"{{destination}}"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await host.CallAsync("POST", Path, start + $$""" "rules":[{"destination_url":"{{destination}}"}]}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await host.CallAsync("POST", Path, start + $$""" "rules":[{"split":[{"destination_url":"{{destination}}","weight":1}]}]}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task T18_a_destination_whose_host_was_taken_off_the_list_leads_to_the_default()
    {
        await using var host = await StartAsync();
        await host.SaveLinkAsync("spring", """ "destination_url":"https://www.example.com/a" """);
        await host.CallAsync("PATCH", "/affiliate/api/v1/programs/me", """{"allowed_hosts":[]}""").JsonAsync();

        Assert.StartsWith("/home?clickid=", (await host.GetAsync("/affiliate/r/spring")).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T16_links_of_other_programs_and_partners_are_out_of_reach()
    {
        await using var host = await StartAsync(affiliate => affiliate.AddProgram("other", _ => { }));
        var link = await host.SaveLinkAsync("spring", "");
        var stranger = await host.AddPartnerAsync("stranger", program: "other");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync(program: "other")}");

        await host.GetAsync($"{Path}/{link.GetProperty("id").GetString()}", key).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await host.CallAsync("POST", Path, $$"""{"slug":"autumn","partner_id":"{{stranger.Id}}"}""")
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task TX_02_a_campaign_is_made_with_its_primary_link_and_stops_with_it()
    {
        await using var host = await StartAsync();

        var campaign = await host.CallAsync("POST", "/affiliate/api/v1/campaigns", $$"""
            {"name":"Spring","goal":"affiliate_clickout","partner_id":"{{await host.AlphaAsync()}}",
             "primary_link":{"slug":"spring","destination_url":"/pricing","title":"Spring"} }
            """).JsonAsync();
        var id = campaign.GetProperty("id").GetString();
        Assert.StartsWith("cmp_", id, StringComparison.Ordinal);
        Assert.Equal("active", campaign.GetProperty("status").GetString());
        Assert.Equal("spring", campaign.GetProperty("primary_link").GetProperty("slug").GetString());
        Assert.Equal(302, await host.StatusAsync("spring"));
        Assert.Equal(id, Assert.Single(await host.ClicksAsync()).CampaignId.ToString());

        await host.CallAsync("PATCH", $"/affiliate/api/v1/campaigns/{id}", """{"status":"paused"}""").JsonAsync();
        Assert.Equal(404, await host.StatusAsync("spring"));
    }

    private static Task<TestHost> StartAsync(Action<AffiliateBuilder>? more = null) => LinkSteps.StartAsync(more);

    private static Task<HttpResponseMessage> UnlockAsync(TestHost host, string form) =>
        host.SendAsync(HttpMethod.Post, "/affiliate/r/spring", form, "application/x-www-form-urlencoded");
}
