using System.Diagnostics;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Debian's Chromium, run once per page; what the page's document became is the result.</summary>
internal static class Chromium
{
    public const string Path = "/usr/bin/chromium";

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
            var errors = browser.StandardError.ReadToEndAsync();
            var document = await browser.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
            await errors;
            return document;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}

/// <summary>The tests need Chromium.</summary>
internal sealed class NeedsChromiumAttribute : TestConditionAttribute
{
    protected override string? Missing => File.Exists(Chromium.Path) ? null : $"There is no {Chromium.Path}.";
}
