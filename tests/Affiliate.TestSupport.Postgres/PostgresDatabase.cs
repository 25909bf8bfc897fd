using Npgsql;

namespace Affiliate.TestSupport;

/// <summary>A database of the test server; disposing it drops it.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    internal PostgresDatabase(PostgresServer server, string name)
    {
        _server = server;
        Name = name;
    }

    /// <summary>The name, which can be given as a template.</summary>
    public string Name { get; }

    /// <summary>How to connect to it.</summary>
    public string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Closes the connections that this process keeps open, so that the database can be copied.</summary>
    public void CloseConnections()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        CloseConnections();
        await _server.ExecuteAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }
}
