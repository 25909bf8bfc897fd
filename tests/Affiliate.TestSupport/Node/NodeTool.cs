using System.Diagnostics;

namespace Affiliate.TestSupport;

/// <summary>Runs command-line tools of the packages in <c>tests/node</c>.</summary>
public static class NodeTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Whether packages are there: without them a check is left out locally and fails in CI.</summary>
    public static bool Has(params string[] packages) =>
        NodeScript.HasPackages(packages) || (TestConditionAttribute.IsContinuousIntegration
            ? throw new InvalidOperationException(
                $"Run 'npm ci --ignore-scripts' in {NodeScript.Folder}: one of {string.Join(", ", packages)} is missing.")
            : false);

    /// <summary>Runs a tool, and gives its exit code and what it says.</summary>
    /// <param name="script">A path below <see cref="NodeScript.Folder"/>, or a full one.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodeScript.Folder, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var node = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = node.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await node.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw;
        }

        var text = await output.ConfigureAwait(false);
        return (node.ExitCode, node.ExitCode == 0 ? text : text + await errors.ConfigureAwait(false));
    }
}
