using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>What the databases do differently and that is worth knowing. An unknown one is slower, never broken.</summary>
/// <param name="Appender">The fastest way to insert clicks.</param>
/// <param name="OrdinalCollation">The collation that compares text ordinally; <see langword="null"/> when it is the default or not known.</param>
/// <param name="Writing">Who may write.</param>
/// <param name="IsBatchAtomic">Whether commands that are sent together are a transaction without one being begun.</param>
internal sealed record SqlDialect(
    IClickAppender Appender, string? OrdinalCollation, WriteGate Writing, bool IsBatchAtomic = false)
{
    private const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";

    /// <summary>
    /// Whether a connection is better left open between units: to open one of SQLite costs as much as a small unit, since each
    /// time Entity Framework's functions are registered anew, and an open one holds up nobody.
    /// </summary>
    public static bool KeepsConnectionOpen(DbContext context) => context.Database.ProviderName == Sqlite;

    /// <summary>The dialect of a context's database, made for the tables of its model.</summary>
    public static SqlDialect For(DbContext context, IReadOnlyDictionary<RecordType, RecordTable> records)
    {
        var tables = ClickTables.Of(records);
        var tracking = new TrackingClickAppender();
        return context.Database.ProviderName switch
        {
            Sqlite => new SqlDialect(
                tables is null ? tracking : new SqliteClickAppender(tables), null, new WriteGate(hasOneWriter: true)),
            "Npgsql.EntityFrameworkCore.PostgreSQL" => new SqlDialect(
                tables is null ? tracking : new PostgresClickAppender(tables), "C", new WriteGate(hasOneWriter: false), IsBatchAtomic: true),
            "Microsoft.EntityFrameworkCore.SqlServer" => new SqlDialect(
                tracking, "Latin1_General_100_BIN2", new WriteGate(hasOneWriter: false)),
            _ => new SqlDialect(tracking, null, new WriteGate(hasOneWriter: false)),
        };
    }
}
