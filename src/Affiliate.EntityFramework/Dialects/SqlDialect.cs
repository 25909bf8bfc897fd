using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>What the databases do differently and that is worth knowing. An unknown one is slower, never broken.</summary>
internal abstract class SqlDialect
{
    /// <summary>The collation that compares text ordinally; <see langword="null"/> when it is the default or not known.</summary>
    public abstract string? OrdinalCollation { get; }

    /// <summary>The dialect of a context's database, made for its model.</summary>
    public static SqlDialect For(DbContext context) => context.Database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" when ClickTables.Of(context) is { } tables => new SqliteDialect(tables),
        "Npgsql.EntityFrameworkCore.PostgreSQL" when ClickTables.Of(context) is { } tables => new PostgresDialect(tables),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => new TrackingDialect("C"),
        "Microsoft.EntityFrameworkCore.SqlServer" => new TrackingDialect("Latin1_General_100_BIN2"),
        _ => new TrackingDialect(ordinalCollation: null),
    };

    /// <summary>Inserts a batch in one transaction, with one commit.</summary>
    public abstract Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken);
}
