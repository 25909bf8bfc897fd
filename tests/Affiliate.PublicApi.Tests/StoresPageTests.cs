using System.Text.RegularExpressions;

namespace Affiliate.PublicApi;

/// <summary><c>docs/stores.md</c> names every suite that a store of a host's own is to inherit.</summary>
public sealed partial class StoresPageTests
{
    [Fact]
    public void Every_suite_for_stores_is_named()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "stores.md"));
        var suites = Repository.Sources("tests/Affiliate.Conformance", ".cs")
            .Select(File.ReadAllText).SelectMany(text => Suite().Matches(text)).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(suites.Count > 20, "The suites are not where they were.");
        Assert.All(suites, suite => Assert.Contains($"`{suite}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"abstract class (?<name>\w+) : StoreConformance", RegexOptions.ExplicitCapture)]
    private static partial Regex Suite();
}
