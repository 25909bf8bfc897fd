using System.Net;
using System.Text.RegularExpressions;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The calls in <c>docs/plans.md</c> work as they stand there.</summary>
public sealed partial class PlanGuideTests
{
    [Fact]
    public async Task Every_call_of_the_guide_is_accepted()
    {
        await using var host = await TestHost.StartAsync();
        var calls = Call().Matches(await File.ReadAllTextAsync(Guide()));
        Assert.True(calls.Count >= 7, "The guide has lost its calls.");

        foreach (Match call in calls)
        {
            using var answer = await ProofApiTests.CallAsync(
                host, call.Groups["method"].Value, call.Groups["path"].Value, call.Groups["body"].Value);

            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created,
                $"{call.Value} is answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static string Guide()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "plans.md")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The guide is not there.");
        }

        return Path.Combine(folder.FullName, "docs", "plans.md");
    }

    [GeneratedRegex(@"```http\n(?<method>[A-Z]+) /api/v1(?<path>\S+)\n\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
