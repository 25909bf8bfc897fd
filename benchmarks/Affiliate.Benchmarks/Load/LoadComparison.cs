using System.Globalization;
using Affiliate.Benchmarks.Hosting;

namespace Affiliate.Benchmarks.Load;

/// <summary>Alternates between an empty endpoint and ours in one process, and counts what was stored afterwards.</summary>
/// <param name="Name">What is measured, for example <c>P1</c>.</param>
/// <param name="Empty">The path of the empty endpoint.</param>
/// <param name="Ours">The path of ours.</param>
/// <param name="Script">What <c>wrk</c> sends to both.</param>
internal sealed record LoadComparison(string Name, string Empty, string Ours, string Script)
{
    public static readonly LoadComparison P1 = new("P1 POST /track/click", "/empty", "/affiliate/track/click", "click.lua");

    public static readonly LoadComparison P2 = new("P2 GET /r/{slug}", "/empty-redirect", "/affiliate/r/alpha", "visit.lua");

    /// <returns>Whether every acknowledged click is stored.</returns>
    public async Task<bool> RunAsync(HostProcess host, string database, Wrk wrk, int rounds)
    {
        var warmUp = wrk with { Seconds = 3 };
        var warm = await warmUp.RunAsync(new Uri(host.Address, Empty), Script);
        warm = await warmUp.RunAsync(new Uri(host.Address, Ours), Script);
        var before = await SettledCountAsync(host);
        List<WrkResult> empty = [], ours = [];
        for (var round = 0; round < rounds; round++)
        {
            empty.Add(await wrk.RunAsync(new Uri(host.Address, Empty), Script));
            ours.Add(await wrk.RunAsync(new Uri(host.Address, Ours), Script));
        }

        var stored = await SettledCountAsync(host);
        return Print(database, empty, ours, (warm.Answers, before.Clicks, before.Tallied), stored, wrk.Connections * rounds);
    }

    /// <summary>What is stored once the requests that the load generator left behind are done.</summary>
    private static async Task<ClickCount> SettledCountAsync(HostProcess host)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        return await host.CountClicksAsync();
    }

    private bool Print(string database, List<WrkResult> empty, List<WrkResult> ours,
        (long Answers, long Clicks, long Tallied) before, ClickCount stored, int inFlight)
    {
        var answered = ours.Sum(run => run.Answers);
        var clicks = stored.Clicks - before.Clicks;
        var ratios = ours.Zip(empty, (our, reference) => our.PerSecond / reference.PerSecond).Order().ToList();
        var errors = ours.Sum(run => run.Errors) + empty.Sum(run => run.Errors);

        // A run that ends leaves one unread answer per connection at most: those clicks are stored, but not counted as answered.
        var isComplete = clicks >= answered && clicks <= answered + inFlight && stored.Tallied == stored.Clicks;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Name} on {database}
              empty    {Describe(empty)}
              ours     {Describe(ours)}
              ratio    {Median(ratios):0.00} x (spread {ratios[0]:0.00} to {ratios[^1]:0.00})
              latency  {string.Join(", ", ours[0].Latency.Keys.Select(percent => Describe(percent, ours)))}
              stored   {clicks} of {answered} answered, tallied {stored.Tallied} of {stored.Clicks}, errors {errors}: {(isComplete && errors == 0 ? "complete" : "NOT COMPLETE")}

            """));
        return isComplete && errors == 0;
    }

    private static string Describe(List<WrkResult> runs)
    {
        var rates = runs.Select(run => run.PerSecond).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"{Median(rates):0} requests/s (spread {rates[0]:0} to {rates[^1]:0})");
    }

    private static string Describe(int percent, List<WrkResult> runs)
    {
        var milliseconds = runs.Select(run => run.Latency[percent].TotalMilliseconds).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"p{percent} {Median(milliseconds):0.0} ms");
    }

    private static double Median(List<double> sorted) => sorted.Count % 2 == 1
        ? sorted[sorted.Count / 2]
        : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
}
