namespace Affiliate.AspNetCore.Tests.Webhooks;

/// <summary>The verifiers of the npm packages <c>standardwebhooks</c> and <c>svix</c> (T12).</summary>
/// <remarks>Without them the checks are left out locally and fail in CI.</remarks>
internal static class NodeVerifiers
{
    public static Task AssertAcceptedAsync(ReceivedWebhook received, string secret) => AssertAsync("accepted", received, secret);

    public static Task AssertRefusedAsync(ReceivedWebhook received, string secret) => AssertAsync("refused", received, secret);

    /// <summary>What each verifier says.</summary>
    private static async Task AssertAsync(string expected, ReceivedWebhook received, string secret)
    {
        if (!NodeScript.HasPackages("standardwebhooks", "svix"))
        {
            Assert.False(
                TestConditionAttribute.IsContinuousIntegration,
                $"Run 'npm ci --ignore-scripts' in {NodeScript.Folder}: the signature verifiers are missing.");
            return;
        }

        var verdicts = await NodeScript.RunAsync<string[]>("verify.mjs", new { received.Headers, received.Body, secret });
        Assert.All(verdicts, verdict => Assert.Equal(expected, verdict));
    }
}
