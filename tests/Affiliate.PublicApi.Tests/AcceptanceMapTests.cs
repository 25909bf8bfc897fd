using System.Text.RegularExpressions;

namespace Affiliate.PublicApi;

/// <summary><c>docs/acceptance.md</c> answers for every number, and the tests it names exist.</summary>
public partial class AcceptanceMapTests
{
    private static readonly (string Source, int Last)[] Numbers = [("AH", 45), ("AF", 33), ("TX", 20), ("CP", 10)];

    private static readonly List<string[]> Cells =
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "acceptance.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    private static readonly List<(string Number, string Evidence)> Rows =
        [.. Cells
            .Where(cells => cells.Length == 5 && NumberPattern().IsMatch(cells[1]))
            .Select(cells => (cells[1], cells[3]))];

    [Fact]
    public void Every_number_has_one_row()
    {
        var expected = Numbers.SelectMany(item =>
            Enumerable.Range(1, item.Last).Select(number => $"{item.Source}-{number:00}"));

        Assert.Equal(expected, Rows.Select(row => row.Number));
    }

    [Fact]
    public void Every_row_names_a_test_or_says_why_there_is_none() =>
        Assert.DoesNotContain(Rows, row => !TestPattern().IsMatch(row.Evidence)
            && !row.Evidence.StartsWith("Later: ", StringComparison.Ordinal)
            && !row.Evidence.StartsWith("Not ours: ", StringComparison.Ordinal));

    [Fact]
    public void Every_story_names_a_test() =>
        Assert.DoesNotContain(Cells.Where(cells => cells.Length == 4 && cells[1] is not ("Story" or "---")), cells => !TestPattern().IsMatch(cells[2]));

    [Fact]
    public void Every_test_named_exists()
    {
        var sources = Repository.Sources("tests", ".cs")
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var missing = Cells.SelectMany(cells => TestPattern().Matches(cells.ElementAtOrDefault(^2) ?? ""))
            .Where(test => !sources[test.Groups["class"].Value].Any(source =>
                source.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(test => test.Value);

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^[A-Z]{2}-\d\d$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestPattern();
}
