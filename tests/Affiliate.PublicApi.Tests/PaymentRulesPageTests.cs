using System.Text.RegularExpressions;

namespace Affiliate.PublicApi;

/// <summary><c>docs/payment-rules.md</c> answers for every rule, and the tests it names exist.</summary>
public partial class PaymentRulesPageTests
{
    /// <summary>The rows of tables with tests; those of events are checked where the adapters are.</summary>
    private static readonly List<string> Rows =
        [.. File.ReadAllText(Path.Combine(Repository.Root, "docs", "payment-rules.md")).Split("\n\n")
            .Where(table => table.Split('\n')[0].EndsWith("| Test |", StringComparison.Ordinal))
            .SelectMany(table => table.Split('\n').Skip(1)).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    [Fact]
    public void Every_row_names_a_test() => Assert.DoesNotContain(Rows, row => !TestPattern().IsMatch(row));

    [Fact]
    public void Twenty_mistakes_are_answered_for() => Assert.Equal(
        Enumerable.Range(1, 20).Select(number => $"| {number}. "),
        Rows.Select(row => MistakePattern().Match(row).Value).Where(start => start.Length > 0));

    [Fact]
    public void Every_test_named_exists()
    {
        var sources = Repository.Sources("tests", ".cs").ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var missing = Rows.SelectMany(row => TestPattern().Matches(row))
            .Where(test => !sources[test.Groups["class"].Value].Any(source =>
                source.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(test => test.Value);

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^\| \d+\. ")]
    private static partial Regex MistakePattern();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestPattern();
}
