using System.Diagnostics;
using System.Globalization;

namespace Affiliate.Benchmarks.Load;

/// <summary>Drives the load generator.</summary>
/// <param name="Seconds">How long one run lasts.</param>
/// <param name="Connections">How many connections are kept busy.</param>
/// <param name="Threads">How many threads the generator uses.</param>
internal sealed record Wrk(int Seconds, int Connections, int Threads)
{
    public async Task<WrkResult> RunAsync(Uri address, string script)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "--latency", "-d", Text(Seconds) + "s", "-c", Text(Connections), "-t", Text(Threads),
            "-s", Path.Combine(AppContext.BaseDirectory, "Load", script), address.ToString(),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? WrkResult.Parse(output)
            : throw new InvalidOperationException($"wrk ended with {process.ExitCode}: {output}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
