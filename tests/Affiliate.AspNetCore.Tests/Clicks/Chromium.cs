using System.Diagnostics;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Debian's Chromium, run once per page; what the page's document became is the result.</summary>
internal static class Chromium
{
    public const string Path = "/usr/bin/chromium";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Opens a page, lets it run for five seconds of its own time and gives the document.</summary>
    public static async Task<string> OpenAsync(Uri page)
    {
        var profile = Directory.CreateTempSubdirectory("affiliate-chromium-");
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(Path)
            {
                ArgumentList =
                {
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
                    $"--user-data-dir={profile.FullName}", "--virtual-time-budget=5000", "--dump-dom", page.AbsoluteUri,
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                var errors = browser.StandardError.ReadToEndAsync(limit.Token);
                var document = await browser.StandardOutput.ReadToEndAsync(limit.Token);
                await errors;
                await browser.WaitForExitAsync(limit.Token);
                return document;
            }
            catch (OperationCanceledException)
            {
                browser.Kill(entireProcessTree: true);
                throw;
            }
        }
        finally
        {
            TemporaryFolder.Delete(profile.FullName);
        }
    }
}

/// <summary>The tests need Chromium.</summary>
internal sealed class NeedsChromiumAttribute : TestConditionAttribute
{
    protected override string? Missing => File.Exists(Chromium.Path) ? null : $"There is no {Chromium.Path}.";
}
