using System.Diagnostics;

namespace Affiliate.Benchmarks.Money;

/// <summary>Ours and hand-written SQL in turn, one and sixteen at a time: rates, and the median of their ratios.</summary>
internal static class Alternation
{
    public static async Task RunAsync(string name, int seconds, int rounds, Func<Task> byHand, Func<Task> ours)
    {
        foreach (var parallel in new[] { 1, 16 })
        {
            List<double> ratios = [];
            for (var round = 0; round <= rounds; round++)
            {
                var reference = await RateAsync(byHand, parallel, seconds);
                var rate = await RateAsync(ours, parallel, seconds);
                if (round > 0)
                {
                    ratios.Add(rate / reference);
                    Console.WriteLine(FormattableString.Invariant(
                        $"{name}, {parallel} at a time: by hand {reference:F0}/s, ours {rate:F0}/s, ratio {rate / reference:F2}"));
                }
            }

            ratios.Sort();
            Console.WriteLine(FormattableString.Invariant(
                $"{name}, {parallel} at a time: median {ratios[ratios.Count / 2]:F2} ({ratios[0]:F2}–{ratios[^1]:F2})"));
        }
    }

    private static async Task<double> RateAsync(Func<Task> work, int parallel, int seconds)
    {
        long done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                await work();
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }
}
