using System.Text.Json;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>The sample's OpenAPI document, as other people's tools see it.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("affiliate-openapi-");
    private readonly Installation _installation = Installation.Memory();
    private string _document = null!;
    private SaasHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await _installation.StartAsync();
        using var client = new HttpClient { BaseAddress = _host.Address };
        _document = Path.Combine(_folder.FullName, "openapi.json");
        await File.WriteAllTextAsync(_document, await client.GetStringAsync("/openapi/v1.json"));
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        TemporaryFolder.Delete(_folder.FullName);
    }

    [Fact]
    public async Task It_is_openapi_3_1_and_spectral_finds_nothing()
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(_document));
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        if (NodeTool.Has("@stoplight/spectral-cli"))
        {
            var (code, output) = await NodeTool.RunAsync(
                "node_modules/@stoplight/spectral-cli/dist/index.js",
                "lint", "--fail-severity=hint", "-r", Path.Combine(NodeScript.Folder, ".spectral.yaml"), _document);
            Assert.True(code == 0, output);
        }
    }

    [Fact]
    public async Task Redocly_finds_nothing()
    {
        if (NodeTool.Has("@redocly/cli"))
        {
            var (code, output) = await NodeTool.RunAsync(
                "node_modules/@redocly/cli/bin/cli.js",
                "lint", "--format=json", "--config", Path.Combine(NodeScript.Folder, "redocly.yaml"), _document);
            Assert.True(code == 0, output);
            using var found = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
            var totals = found.RootElement.GetProperty("totals");
            Assert.True(totals.GetProperty("errors").GetInt32() == 0 && totals.GetProperty("warnings").GetInt32() == 0, output);
        }
    }

    [Fact]
    public async Task A_client_generated_from_it_calls_a_dozen_routes()
    {
        if (!NodeTool.Has("@hey-api/openapi-ts", "typescript"))
        {
            return;
        }

        var source = Path.Combine(_folder.FullName, "api");
        await SucceedAsync("node_modules/@hey-api/openapi-ts/bin/run.js", "-i", _document, "-o", source, "-c", "@hey-api/client-fetch", "--no-log-file");
        File.Copy(Path.Combine(NodeScript.Folder, "client.ts"), Path.Combine(_folder.FullName, "client.ts"));
        await SucceedAsync(
            "node_modules/typescript/bin/tsc", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs", "--moduleResolution", "node10",
            "--lib", "es2022,dom,dom.iterable", "--types", "node", "--typeRoots", Path.Combine(NodeScript.Folder, "node_modules", "@types"),
            "--outDir", Path.Combine(_folder.FullName, "out"), Path.Combine(_folder.FullName, "client.ts"));

        var key = _installation.Visit(_host).Key;
        var output = await SucceedAsync(Path.Combine(_folder.FullName, "out", "client.js"), _host.Address.ToString().TrimEnd('/'), key);

        Assert.True(JsonSerializer.Deserialize<string[]>(output)!.Length >= 12, output);
    }

    private static async Task<string> SucceedAsync(string script, params string[] arguments)
    {
        var (code, output) = await NodeTool.RunAsync(script, arguments);
        Assert.True(code == 0, output);
        return output;
    }
}
