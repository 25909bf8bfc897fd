namespace Affiliate.Core.Tests.Programs;

public class ProgramRulesTests
{
    [Fact]
    public void The_terms_a_program_starts_with_are_right() => Assert.Empty(Problems(_ => { }));

    [Theory]
    [InlineData("/")]
    [InlineData("/pricing?plan=pro#top")]
    [InlineData("https://www.example.com/pricing")]
    public void Destinations_are_paths_or_addresses(string destination) =>
        Assert.Empty(Problems(o => o.DefaultDestination = destination));

    [Theory]
    [InlineData("")]
    [InlineData("pricing")]
    [InlineData("//other.example.com")]
    [InlineData("/\\other.example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\nb")]
    public void Other_destinations_are_refused(string destination) => Assert.Contains(
        "DefaultDestination", Assert.Single(Problems(o => o.DefaultDestination = destination)), StringComparison.Ordinal);

    [Theory]
    [InlineData("www.example.com")]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5080")]
    [InlineData("bücher.example.com")]
    public void Hosts_have_no_scheme_and_no_path(string host) => Assert.Empty(Problems(o => o.AllowedHosts.Add(host)));

    [Theory]
    [InlineData("https://www.example.com")]
    [InlineData("www.example.com/")]
    [InlineData("*.example.com")]
    [InlineData("user@example.com")]
    [InlineData("two hosts")]
    [InlineData("")]
    public void Other_hosts_are_refused(string host) => Assert.Contains(
        "AllowedHosts", Assert.Single(Problems(o => o.AllowedHosts.Add(host))), StringComparison.Ordinal);

    /// <summary>Section 6: hosts are compared after IDN and case folding.</summary>
    [Theory]
    [InlineData("WWW.Example.com", "www.example.com")]
    [InlineData("www.example.com:80", "www.example.com")]
    [InlineData("localhost:5080", "localhost:5080")]
    [InlineData("Bücher.example.com:8443", "xn--bcher-kva.example.com:8443")]
    [InlineData("[2001:DB8::1]:5080", "[2001:db8::1]:5080")]
    public void Hosts_are_kept_as_requests_name_them(string host, string expected) =>
        Assert.Equal(expected, ProgramSeed.JoinHosts([host]));

    [Fact]
    public void Every_mistake_is_named_with_its_program()
    {
        var problems = Problems(o =>
        {
            o.Name = " ";
            o.Currency = "usd";
            o.AttributionWindow = TimeSpan.FromDays(367);
            o.CookieWindow = TimeSpan.FromSeconds(59);
            o.HoldPeriod = TimeSpan.FromSeconds(-1);
            o.MinPayoutMinorUnits = -1;
            o.DefaultDestination = "pricing";
        });

        Assert.Equal(7, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith("Program 'saas': ", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void The_ends_of_the_ranges_are_allowed() => Assert.Empty(Problems(o =>
    {
        o.AttributionWindow = TimeSpan.FromDays(366);
        o.CookieWindow = TimeSpan.FromDays(400);
        o.HoldPeriod = TimeSpan.Zero;
        o.MinPayoutMinorUnits = 0;
        o.DefaultCommission = new Rate(10_000);
    }));

    private static List<string> Problems(Action<ProgramOptions> configure)
    {
        var options = new ProgramOptions();
        configure(options);
        return [.. ProgramRules.Problems(new ProgramSeed("saas", options))];
    }
}
