using System.Diagnostics;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests.Webhooks;

/// <summary>The verifiers of the npm packages <c>standardwebhooks</c> and <c>svix</c> (T12).</summary>
/// <remarks>Installed by <c>npm ci --ignore-scripts</c> in <c>tests/node</c>; without them the checks are left out locally and fail in CI.</remarks>
internal static class NodeVerifiers
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "node");

    public static bool AreInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks"))
        && Directory.Exists(Path.Combine(Folder, "node_modules", "svix"));

    private static bool IsNeeded => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static void AssertAccepted(ReceivedWebhook received, string secret) => Assert.All(
        Verify(received, secret), verdict => Assert.Equal("accepted", verdict));

    public static void AssertRefused(ReceivedWebhook received, string secret) => Assert.All(
        Verify(received, secret), verdict => Assert.Equal("refused", verdict));

    /// <summary>What each verifier says.</summary>
    private static IReadOnlyList<string> Verify(ReceivedWebhook received, string secret)
    {
        if (!AreInstalled)
        {
            Assert.False(IsNeeded, $"Run 'npm ci --ignore-scripts' in {Folder}: the signature verifiers are missing.");
            return [];
        }

        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "verify.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        node.StandardInput.Write(JsonSerializer.Serialize(new { received.Headers, received.Body, Secret = secret }));
        node.StandardInput.Close();
        var verdicts = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<string[]>(verdicts)!;
    }

    // A build in CI names no folders of its machine, so the source's own path would lead nowhere.
    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Affiliate.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Affiliate.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
