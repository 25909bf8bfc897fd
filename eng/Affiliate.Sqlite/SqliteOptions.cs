using Microsoft.EntityFrameworkCore;

namespace Affiliate.Sqlite;

/// <summary>Chooses SQLite for a context.</summary>
public static class SqliteOptions
{
    /// <summary>
    /// Keeps the context in a SQLite file. Entity Framework switches it to WAL when it creates it, and SQLite's own default
    /// is <c>synchronous=FULL</c>: a commit survives the loss of power.
    /// </summary>
    public static DbContextOptionsBuilder UseSqliteFile(this DbContextOptionsBuilder options, string path) =>
        options.UseSqlite($"Data Source={path}");
}
