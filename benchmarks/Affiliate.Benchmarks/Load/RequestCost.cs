using System.Globalization;
using Affiliate.Benchmarks.Hosting;

namespace Affiliate.Benchmarks.Load;

/// <summary>What one request costs beyond an empty endpoint: memory (P11), and time on a connection of its own (P16).</summary>
internal static class RequestCost
{
    public static async Task RunAsync(HostProcess host, string database, Wrk wrk)
    {
        foreach (var load in new[] { LoadComparison.P1, LoadComparison.P2 })
        {
            var empty = await AllocatedAsync(host, wrk, load.Empty, load.Script);
            var ours = await AllocatedAsync(host, wrk, load.Ours, load.Script);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"P11 {load.Name} on {database}: {ours - empty:0} bytes a click ({ours:0}, empty endpoint {empty:0})"));
        }

        var single = wrk with { Connections = 1, Threads = 1 };
        var bare = await single.RunAsync(new Uri(host.Address, LoadComparison.P2.Empty), LoadComparison.P2.Script);
        var visit = await single.RunAsync(new Uri(host.Address, LoadComparison.P2.Ours), LoadComparison.P2.Script);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"P16 GET /r/{{slug}} on {database}: +{(visit.Latency[50] - bare.Latency[50]).TotalMilliseconds:0.000} ms at p50 ({visit.Latency[50].TotalMilliseconds:0.000}, empty endpoint {bare.Latency[50].TotalMilliseconds:0.000})\n"));
    }

    private static async Task<double> AllocatedAsync(HostProcess host, Wrk wrk, string path, string script)
    {
        await wrk.RunAsync(new Uri(host.Address, path), script);
        var before = await host.AllocatedAsync();
        var run = await wrk.RunAsync(new Uri(host.Address, path), script);
        return (double)(await host.AllocatedAsync() - before) / run.Answers;
    }
}
