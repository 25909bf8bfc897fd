using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Saas.Data;

/// <summary>Which database the application uses: setting <c>Database</c>, <c>ConnectionStrings:App</c>.</summary>
public sealed class Database
{
    private const int MostTries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly SqliteSettings SqliteSettings = new();
    private readonly bool _isPostgres;
    private readonly string _connection;

    private Database(bool isPostgres, bool keepsProgram, string connection)
    {
        _isPostgres = isPostgres;
        KeepsProgram = keepsProgram;
        _connection = connection;
    }

    /// <summary>Whether the affiliate program is kept here too, or else in memory.</summary>
    public bool KeepsProgram { get; }

    public static Database From(IConfiguration configuration, IHostEnvironment environment)
    {
        var connection = configuration.GetConnectionString("App");
        return configuration["Database"] switch
        {
            "postgres" => new(true, true, connection ?? throw new InvalidOperationException(
                "Database=postgres needs ConnectionStrings__App, for example 'Host=localhost;Database=saas;Username=saas'.")),
            "memory" => new(false, false, connection ?? "Data Source="
                + Path.Combine(Directory.CreateTempSubdirectory("saas-").FullName, "saas.db")),
            "sqlite" or null or "" => new(false, true, connection ?? "Data Source="
                + Path.Combine(environment.ContentRootPath, "saas.db")),
            var other => throw new InvalidOperationException(
                $"Database='{other}' is unknown; use 'sqlite', 'postgres' or 'memory'."),
        };
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        if (_isPostgres)
        {
            options.UseNpgsql(_connection);
        }
        else
        {
            options.UseSqlite(_connection).AddInterceptors(SqliteSettings);
        }
    }

    /// <summary>Makes the tables. Several instances may start on an empty database at once: the losers look again.</summary>
    public static async Task CreateAsync(AppDbContext db)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await db.Database.EnsureCreatedAsync();
                return;
            }
            catch (DbException) when (attempt < MostTries)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
