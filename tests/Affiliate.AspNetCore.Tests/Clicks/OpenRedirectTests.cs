using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>
/// T18 over HTTP: every spelling of <see cref="RedirectTargetTests.Refused"/> in every place that says where a visitor is led, when it
/// is saved and when it is followed. None leads anywhere but to the program's own destination.
/// </summary>
public sealed class OpenRedirectTests(OpenRedirectTests.Program program) : IClassFixture<OpenRedirectTests.Program>
{
    private const string Home = "/home?clickid=clk_";

    private static readonly string[] Requests =
        ["to", "url", "next", "redirect", "redirect_url", "redirect_uri", "return", "returnUrl", "dest", "destination", "destination_url", "target", "goto", "u", "link"];

    public static TheoryData<string> Spellings => RedirectTargetTests.Refused;

    [Fact]
    public void T18_there_are_at_least_120_spellings() => Assert.True(Spellings.Count >= 120, $"{Spellings.Count}");

    /// <summary>In the address of the request, under whatever name.</summary>
    [Theory, MemberData(nameof(Spellings))]
    public async Task T18_a_requested_address_leads_home(string spelling)
    {
        var value = Uri.EscapeDataString(spelling);

        foreach (var name in Requests)
        {
            var answer = await program.Host.GetAsync($"/affiliate/r/alpha?{name}={value}");
            if (answer.StatusCode != HttpStatusCode.BadRequest || spelling.Length < 2_000)
            {
                AssertLeadsHome(answer);
            }
        }
    }

    /// <summary>Destinations of links and rules, of one link or all, and parts of a split: refused when saved.</summary>
    [Theory, MemberData(nameof(Spellings))]
    public async Task T18_a_destination_is_refused_when_it_is_saved(string spelling)
    {
        var text = JsonSerializer.Serialize(spelling, Loosely);
        var alpha = await program.Host.AlphaAsync();
        foreach (var (method, path, body) in new[]
        {
            ("POST", "links", $$"""{"slug":"saved","partner_id":"{{alpha}}","destination_url":{{text}} }"""),
            ("POST", "links", $$"""{"slug":"ruled","partner_id":"{{alpha}}","rules":[{"destination_url":{{text}} }]}"""),
            ("POST", "links", $$"""{"slug":"split","partner_id":"{{alpha}}","rules":[{"split":[{"destination_url":{{text}},"weight":1}]}]}"""),
            ("PATCH", "programs/me", $$"""{"rules":[{"destination_url":{{text}} }]}"""),
            ("POST", "campaigns", $$"""{"name":"c","partner_id":"{{alpha}}","primary_link":{"slug":"primary","destination_url":{{text}} } }"""),
        })
        {
            var answer = await program.Host.CallAsync(method, "/affiliate/api/v1/" + path, body);

            // A link may be without a destination: then the program's counts.
            if (spelling.Length > 0 || !body.Contains("\"slug\":\"saved\"", StringComparison.Ordinal))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest || spelling.Length == 0, $"{method} {path}: {(int)answer.StatusCode}");
            }
        }
    }

    /// <summary>What stands in the database all the same, from before a host was taken off the list for example, is not followed.</summary>
    [Theory, MemberData(nameof(Spellings))]
    public async Task T18_a_stored_destination_is_not_followed(string spelling)
    {
        if (spelling.Length == 0 || spelling.Contains('\0', StringComparison.Ordinal) || spelling.Length > Program.LongestStored)
        {
            return;
        }

        var (link, rule, split) = await program.StoreAsync(spelling);

        foreach (var slug in new[] { link, rule, split })
        {
            AssertLeadsHome(await program.Host.GetAsync($"/affiliate/r/{slug}"));
        }
    }

    [Theory, MemberData(nameof(RedirectTargetTests.Allowed), MemberType = typeof(RedirectTargetTests))]
    public async Task What_is_allowed_is_led_to(string requested, string address)
    {
        if (requested.Contains("shop.example", StringComparison.Ordinal))
        {
            return;
        }

        var answer = await program.Host.GetAsync($"/affiliate/r/alpha?to={Uri.EscapeDataString(requested)}");

        Assert.StartsWith(address.Split('#', '?')[0], answer.Header("Location"), StringComparison.Ordinal);
    }

    private static JsonSerializerOptions Loosely { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void AssertLeadsHome(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith(Home, answer.Header("Location"), StringComparison.Ordinal);
    }

    /// <summary>One program for all spellings.</summary>
    public sealed class Program : IAsyncLifetime
    {
        internal const int LongestStored = 1_900;

        private int _next;

        internal TestHost Host { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Host = await LinkSteps.StartAsync();
            var hosts = JsonSerializer.Serialize(RedirectTargetTests.Hosts.Split(' '));
            await Host.CallAsync("PATCH", "/affiliate/api/v1/programs/me", $$"""{"allowed_hosts":{{hosts}} }""").JsonAsync();
        }

        public async Task DisposeAsync() => await Host.DisposeAsync();

        internal async Task<(string Link, string Rule, string Split)> StoreAsync(string destination)
        {
            var partner = (await Host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Slug, "alpha"), default)).Single();
            var (link, rule, split) = ($"stored-{_next}", $"ruled-{_next}", $"split-{_next++}");
            await Host.Store.AddAsync(Sample.Link(partner) with { Slug = link, Destination = destination });
            await Host.Store.AddAsync(Sample.Link(partner) with { Slug = rule, Rules = RoutingRules.Write([new RoutingRule { Destination = destination }]) });
            await Host.Store.AddAsync(Sample.Link(partner) with
            {
                Slug = split,
                Rules = RoutingRules.Write([new RoutingRule { Split = [new RoutingVariant(destination, 1)] }]),
            });
            return (link, rule, split);
        }
    }
}
