using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>One database and key file of the sample, for one host or several, now or after a crash.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("affiliate-saas-");
    private readonly List<SaasHost> _hosts = [];
    private readonly Dictionary<string, string> _settings;
    private readonly PostgresDatabase? _postgres;

    private Installation(string database, PostgresDatabase? postgres = null)
    {
        _postgres = postgres;
        _settings = new()
        {
            ["Database"] = database,
            ["ConnectionStrings__App"] = postgres?.ConnectionString ?? $"Data Source={Path.Combine(_folder.FullName, "saas.db")}",
            ["Affiliate__ApiKeyFile"] = KeyFile,
            ["Affiliate__CallsPerSecond"] = "0",
        };
    }

    public IEnumerable<string> Output => _hosts.Select(host => host.Output);

    private string KeyFile => Path.Combine(_folder.FullName, "affiliate.key");

    public static Installation Sqlite() => new("sqlite");

    public static Installation Memory() => new("memory");

    public static async Task<Installation> PostgresAsync() =>
        new("postgres", await (await PostgresServer.Instance).CreateDatabaseAsync());

    public async Task<SaasHost> StartAsync()
    {
        var host = await SaasHost.StartAsync(_settings);
        _hosts.Add(host);
        return host;
    }

    public SaasClient Visit(SaasHost host) => new(host.Address, File.ReadAllText(KeyFile).Trim());

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        TemporaryFolder.Delete(_folder.FullName);
    }
}
