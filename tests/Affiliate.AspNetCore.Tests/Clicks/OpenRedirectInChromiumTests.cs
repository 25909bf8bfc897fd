using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>T18: where a browser says that our redirects lead, by its own reading of each address.</summary>
[NeedsChromium]
public class OpenRedirectInChromiumTests
{
    private static readonly string[] Allowed =
        ["app.example.com", "app.example.com:9000", "docs.example.com:8443", "xn--bcher-kva.example"];

    [ConditionalFact]
    public async Task T18_a_browser_never_leaves_the_allowed_hosts()
    {
        var locations = new List<string>();
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", program =>
            {
                program.DefaultDestination = "/home";
                foreach (var allowed in RedirectTargetTests.Hosts.Split(' '))
                {
                    program.AllowedHosts.Add(allowed);
                }
            }),
            app =>
            {
                app.MapAffiliateEndpoints();
                app.MapGet("/page", () => Results.Content($$"""
                    <html><body><script>
                    const hosts = {{JsonSerializer.Serialize(locations)}}.map((text) => new URL(text, location.href).host);
                    document.body.textContent = "result:" + [...new Set(hosts)].sort().join(" ") + " of " + hosts.length;
                    </script></body></html>
                    """, "text/html"));
            });
        await host.AddPartnerAsync("alpha");
        foreach (var spelling in RedirectTargetTests.Refused.Concat(RedirectTargetTests.Allowed).Select(row => (string)row[0]))
        {
            locations.Add((await host.GetAsync($"/affiliate/r/alpha?to={Uri.EscapeDataString(spelling)}")).Header("Location")!);
        }

        var document = await Chromium.OpenAsync(new Uri(host.Address, "/page"));

        var own = host.Address.Authority;
        Assert.True(locations.Count >= 120, $"{locations.Count}");
        Assert.Contains(
            $"result:{string.Join(' ', Allowed.Append(own).Order(StringComparer.Ordinal))} of {locations.Count}", document, StringComparison.Ordinal);
    }
}
