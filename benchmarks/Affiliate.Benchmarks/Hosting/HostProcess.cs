using System.Diagnostics;
using System.Net.Http.Json;

namespace Affiliate.Benchmarks.Hosting;

/// <summary>The measured host: this program again, in a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<HostProcess> StartAsync(string database, string connection)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Affiliate.Benchmarks.dll"), "serve", database, connection];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var host = new HostProcess(Process.Start(start)!);
        host.Address = new Uri(await host._process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The host did not start."));
        return host;
    }

    public async Task<ClickCount> CountClicksAsync() =>
        (await _http.GetFromJsonAsync<ClickCount>(new Uri(Address, "/stored")))!;

    /// <summary>The bytes that the host has allocated since it started.</summary>
    public Task<long> AllocatedAsync() => _http.GetFromJsonAsync<long>(new Uri(Address, "/allocated"));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
