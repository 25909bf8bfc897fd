using System.Diagnostics;
using System.Globalization;
using System.Text;
using Affiliate.Benchmarks.Hosting;

namespace Affiliate.Benchmarks.Load;

/// <summary>P3: how long answers take at half of the highest rate, and how long those of an empty endpoint do at the same rate.</summary>
internal static class TailLatency
{
    private const string Browser = """
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
        Accept-Language: en-GB,en;q=0.9
        """;

    private const string Beacon = """{"ref":"alpha","landing":"/pricing","referrer":"https://blog.example/posts/best-tools"}""";

    public static async Task RunAsync(HostProcess host, string database, Wrk wrk, int seconds)
    {
        (LoadComparison Load, Func<string, string> Request)[] loads =
        [
            (LoadComparison.P1, path => $"POST {path} HTTP/1.1\nHost: localhost\n{Browser}\nContent-Type: application/json\nContent-Length: {Beacon.Length}\n\n{Beacon}"),
            (LoadComparison.P2, path => $"GET {path} HTTP/1.1\nHost: localhost\n{Browser}\nSec-Fetch-Dest: document\nSec-Fetch-Mode: navigate\n\n"),
        ];
        foreach (var (load, request) in loads)
        {
            await wrk.RunAsync(new Uri(host.Address, load.Ours), load.Script);
            var most = await wrk.RunAsync(new Uri(host.Address, load.Ours), load.Script);
            foreach (var path in new[] { load.Empty, load.Ours })
            {
                var openLoop = new OpenLoop(most.PerSecond / 2, seconds, wrk.Connections);
                var times = openLoop.Run(host.Address, Encoding.ASCII.GetBytes(request(path).ReplaceLineEndings("\r\n")));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                    P3 {load.Name} on {database}, {path}: {openLoop.PerSecond:0} requests/s for {seconds} s, half of {most.PerSecond:0}
                      p50 {Percentile(times, 0.5):0.0} ms, p90 {Percentile(times, 0.9):0.0} ms, p99 {Percentile(times, 0.99):0.0} ms, longest {Percentile(times, 1):0.0} ms

                    """));
            }
        }
    }

    private static double Percentile(IReadOnlyList<long> sorted, double part) =>
        Stopwatch.GetElapsedTime(0, sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * part) - 1)]).TotalMilliseconds;
}
