using System.Diagnostics;
using System.Text.Json;

namespace Affiliate.TestSupport;

/// <summary>Runs a script of <c>tests/node</c>, where other people's libraries are: <c>npm ci --ignore-scripts</c> installs them.</summary>
public static class NodeScript
{
    /// <summary>The folder of the scripts.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryFolder.Path, "tests", "node");

    /// <summary>Whether all of the packages are installed.</summary>
    public static bool HasPackages(params string[] names) =>
        names.All(name => Directory.Exists(Path.Combine(Folder, "node_modules", name)));

    /// <summary>Gives a script an input as JSON and reads its answer.</summary>
    public static async Task<T> RunAsync<T>(string script, object input)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(input, JsonSerializerOptions.Web)).ConfigureAwait(false);
        node.StandardInput.Close();
        var answer = await node.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await node.WaitForExitAsync().ConfigureAwait(false);
        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(answer, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"{script} ended with {node.ExitCode}.");
    }
}
