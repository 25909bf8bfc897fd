using Affiliate.TestSupport;

namespace Affiliate.Benchmarks.Hosting;

/// <summary>An empty database that keeps what it commits through a loss of power.</summary>
internal sealed class Storage : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly PostgresDatabase? _postgres;

    private Storage(DirectoryInfo folder)
    {
        _folder = folder;
        Connection = $"Data Source={Path.Combine(folder.FullName, "clicks.db")}";
    }

    private Storage(PostgresDatabase postgres)
    {
        _postgres = postgres;
        Connection = postgres.ConnectionString;
    }

    public string Connection { get; }

    public static async Task<Storage> CreateAsync(string database)
    {
        if (database != "postgres")
        {
            return new Storage(Directory.CreateTempSubdirectory("affiliate-benchmark-"));
        }

        var server = await PostgresServer.StartAsync(isDurable: true);
        return new Storage(await server.CreateDatabaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _folder?.Delete(recursive: true);
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
