using System.IO.Compression;
using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-12, P13: the helper script as it is served.</summary>
public class BrowserScriptTests
{
    private const string Path = "/affiliate/affiliate.js";

    [Fact]
    public async Task P13_it_is_at_most_1000_bytes_gzipped()
    {
        await using var host = await TestHost.StartAsync();
        var content = await host.Client.GetByteArrayAsync(Path);
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(content);
        }

        Assert.InRange(zipped.Length, 300, 1_000);
    }

    /// <summary>What is served is made of the readable script next to it.</summary>
    [Fact]
    public async Task It_is_what_the_minifier_makes_of_its_source()
    {
        if (!NodeScript.HasPackages("terser"))
        {
            Assert.False(TestConditionAttribute.IsContinuousIntegration, $"Run 'npm ci --ignore-scripts' in {NodeScript.Folder}: terser is missing.");
            return;
        }

        var folder = System.IO.Path.Combine(NodeScript.Folder, "..", "..", "src", "Affiliate.AspNetCore", "Clicks", "wwwroot");
        var source = await File.ReadAllTextAsync(System.IO.Path.Combine(folder, "affiliate.js"));
        await using var host = await TestHost.StartAsync();

        Assert.Equal(await NodeScript.RunAsync<string>("minify.mjs", new { source }), await host.Client.GetStringAsync(Path));
    }

    [Fact]
    public async Task It_is_cached_typed_and_usable_from_other_sites_with_an_integrity_hash()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.GetAsync(Path);

        Assert.Equal("text/javascript; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal("public, max-age=3600", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Matches("^\"[0-9a-f]{24}\"$", answer.Header("ETag")!);
    }

    [Fact]
    public async Task The_integrity_that_hosts_are_offered_is_that_of_what_is_served()
    {
        await using var host = await TestHost.StartAsync();
        var content = await host.Client.GetByteArrayAsync(Path);

        Assert.Equal("sha384-" + Convert.ToBase64String(System.Security.Cryptography.SHA384.HashData(content)), AffiliateScript.Integrity);
    }

    [Theory]
    [InlineData("{0}", HttpStatusCode.NotModified)]
    [InlineData("W/{0}", HttpStatusCode.NotModified)]
    [InlineData("\"other\", {0}", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"other\"", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.OK)]
    public async Task A_browser_that_has_it_gets_304(string template, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync();
        var tag = (await host.GetAsync(Path)).Header("ETag")!;

        var answer = await host.GetAsync(
            Path, ("If-None-Match", string.Format(System.Globalization.CultureInfo.InvariantCulture, template, tag)));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(tag, answer.Header("ETag"));
        Assert.Equal(expected == HttpStatusCode.OK, (await answer.Content.ReadAsByteArrayAsync()).Length > 0);
    }

    [Fact]
    public async Task Head_gives_the_headers_only()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.SendAsync(HttpMethod.Head, Path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.True(answer.Content.Headers.ContentLength > 0);
    }
}
