using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Affiliate.Samples;

/// <summary>AH-40, AH-41, AH-43: the partners' portal of the sample, under its own sign-in and by mailed code.</summary>
public sealed partial class PortalTests
{
    private const string Portal = "/affiliate/portal";

    [Fact]
    public async Task AH_40_a_user_of_the_application_becomes_a_partner_and_sees_what_is_theirs()
    {
        await using var installation = Installation.Sqlite();
        using var user = installation.Visit(await installation.StartAsync());
        await user.SignUpAsync("user@example.com");
        Assert.Equal(HttpStatusCode.Unauthorized, await user.SendAsync("GET", Portal + "/dashboard"));
        await user.SignInAsync("user@example.com");
        Assert.Equal(HttpStatusCode.Forbidden, await user.SendAsync("GET", Portal + "/dashboard"));

        await user.PostAsync("/partners/join", new { slug = "gamma" });
        await user.ClickAsync("gamma");

        var dashboard = await user.GetAsync(Portal + "/dashboard");
        Assert.Equal(("gamma", 1), (dashboard.GetProperty("slug").GetString(), dashboard.Int("clicks")));
        Assert.Equal(HttpStatusCode.Created, await ChangeAsync(user, "/links", """{"slug":"gamma-pricing","destination_url":"/pricing"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await user.PostAsync(Portal + "/links", "{}"u8.ToArray(), "application/json"));
        Assert.Equal(2, (await user.GetAsync(Portal + "/links")).Int("total"));
    }

    [Fact]
    public async Task AH_41_a_partner_without_an_account_signs_in_by_mail_and_stays_so_when_the_host_is_killed()
    {
        await using var installation = Installation.Sqlite();
        var host = await installation.StartAsync();
        using var alpha = installation.Visit(host);
        Assert.Equal(HttpStatusCode.Accepted, await ChangeAsync(alpha, "/sign-in", """{"email":"alpha@partners.example"}"""));
        var code = await CodeAsync(host);
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(alpha, "/sign-in/code", $$"""{"email":"alpha@partners.example","code":"{{code}}"}"""));

        await host.KillAsync();
        alpha.MoveTo(await installation.StartAsync());

        Assert.Equal("alpha", (await alpha.GetAsync(Portal + "/dashboard")).GetProperty("slug").GetString());
        Assert.Equal(HttpStatusCode.NoContent, await ChangeAsync(alpha, "/sign-out", "{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await alpha.SendAsync("GET", Portal + "/dashboard"));
    }

    private static Task<HttpStatusCode> ChangeAsync(SaasClient client, string path, string json) => client.PostAsync(
        Portal + path, Encoding.UTF8.GetBytes(json), "application/json", ("Affiliate-Request", "1"), ("Sec-Fetch-Site", "same-origin"));

    /// <summary>The code that the sample writes to its console in the place of a mail.</summary>
    private static async Task<string> CodeAsync(SaasHost host) =>
        MailPattern().Match(await host.LineAsync(MailPattern())).Groups[1].Value;

    [GeneratedRegex("Mail to alpha@partners.example: your code for Saas is ([0-9]{6})")]
    private static partial Regex MailPattern();
}
