using System.Diagnostics;
using System.Text.RegularExpressions;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>The built sample as a process of its own, on a free port.</summary>
internal sealed partial class SaasHost : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private readonly Arrivals<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private SaasHost(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var project = Path.Combine(FindRoot(), "samples", "Saas");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(project, "bin", Configuration, "net10.0", "Saas.dll"));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    public string Output => string.Join('\n', _output.All);

    /// <summary>Starts the host and waits until it listens.</summary>
    public static async Task<SaasHost> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var host = new SaasHost(settings);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        var ended = host._process.WaitForExitAsync();
        return await Task.WhenAny(host._address.Task, ended).WaitAsync(StartLimit) == ended
            ? throw new InvalidOperationException($"The host ended with {host._process.ExitCode}:\n{host.Output}")
            : host;
    }

    /// <summary>The first line that the host writes as wanted.</summary>
    public Task<string> LineAsync(Regex wanted) => _output.FirstAsync(wanted.IsMatch);

    public Uri Address => _address.Task.Result;

    /// <summary><c>kill -9</c>: nothing in the process gets to run any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Add(line);
        if (ListeningPattern().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Affiliate.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Affiliate.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningPattern();
}
