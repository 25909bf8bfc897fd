using System.Diagnostics;
using Npgsql;

namespace Affiliate.TestSupport;

/// <summary>
/// A PostgreSQL server of this process: made in a temporary folder when first wanted, reached over a socket in that folder,
/// gone with the process however that ends.
/// </summary>
/// <remarks>
/// For tests it keeps nothing safe from a loss of power (<c>fsync=off</c>). It compares text as American English does, so
/// that a test shows who relies on a plain collation.
/// </remarks>
public sealed class PostgresServer
{
    // PostgreSQL refuses to run as root; Debian's package makes this user.
    private const string User = "postgres";

    // Waits until the process at the other end of its input is gone, then stops the server and removes the folder.
    private const string Script = """
        "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --no-locale --locale-provider=icu --icu-locale=en-US \
            --no-sync --no-instructions >&2 || exit 1
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync="$3" -c max_connections=300 \
            -c shared_buffers=64MB </dev/null &
        server=$!
        cat >/dev/null
        kill -INT $server
        wait $server
        rm -rf "$2"
        """;

    private static readonly Lazy<Task<PostgresServer>> Lazy = new(() => Task.Run(() => StartAsync(isDurable: false)));

    private readonly string _folder;

    // Held so that the pipe stays open: its end is what stops the server.
    private readonly Process _process;
    private int _number;

    private PostgresServer(string folder, Process process)
    {
        _folder = folder;
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _process.StandardInput.Close();
    }

    /// <summary>The server, started when this is first asked for.</summary>
    public static Task<PostgresServer> Instance => Lazy.Value;

    /// <summary>Makes a database with a name of its own.</summary>
    /// <param name="template">The database that is copied; nobody may be connected to it. Default: an empty one.</param>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string template = "template1")
    {
        var database = new PostgresDatabase(this, $"test{Interlocked.Increment(ref _number)}");
        await ExecuteAsync($"CREATE DATABASE {database.Name} TEMPLATE {template}");
        return database;
    }

    /// <summary>How to connect to a database of the server.</summary>
    internal string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Username = User,
        Database = database,
        MaxPoolSize = 20,

        // Seconds, for machines that are slow and busy: a test that fails says more than that.
        Timeout = 120,
        CommandTimeout = 120,
    }.ConnectionString;

    /// <summary>Runs a command outside any test's database.</summary>
    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts another server, for measurements.</summary>
    /// <param name="isDurable">Whether a commit survives a loss of power, as in production.</param>
    public static async Task<PostgresServer> StartAsync(bool isDurable)
    {
        var programs = PostgresPrograms.Folder ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var folder = Directory.CreateTempSubdirectory("affiliate-pg-").FullName;
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["LC_ALL"] = "C";
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", [User, folder]);
            await chown.WaitForExitAsync();
            Append("setpriv", "--reuid", User, "--regid", User, "--init-groups");
        }

        Append("sh", "-c", Script, "sh", programs, folder, isDurable ? "on" : "off");
        var process = Process.Start(start)!;
        await WhenReadyAsync(process);
        return new PostgresServer(folder, process);

        void Append(params string[] arguments) => Array.ForEach(arguments, start.ArgumentList.Add);
    }

    private static async Task WhenReadyAsync(Process process)
    {
        var lines = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.EndsWith("database system is ready to accept connections", StringComparison.Ordinal))
            {
                // Whatever it says from here on is of no interest, but it must not wait for a reader.
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }

            lines.Add(line);
        }

        throw new InvalidOperationException("PostgreSQL did not start:\n" + string.Join('\n', lines));
    }
}
