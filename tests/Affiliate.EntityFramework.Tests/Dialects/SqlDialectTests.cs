using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Which way of inserting clicks a context gets.</summary>
public class SqlDialectTests
{
    [Fact]
    public void Known_databases_have_a_way_of_their_own()
    {
        Assert.IsType<SqliteClickAppender>(OnSqlite<HostContext>());
        Assert.IsType<PostgresClickAppender>(OnPostgres<HostContext>());
    }

    [Fact]
    public void Renamed_tables_and_other_converters_keep_it()
    {
        Assert.IsType<SqliteClickAppender>(OnSqlite<ParticularContext>());
        Assert.IsType<PostgresClickAppender>(OnPostgres<ParticularContext>());
    }

    /// <summary>Only Entity Framework knows how to fill a column that a host has added.</summary>
    [Fact]
    public void A_column_of_the_hosts_leaves_it_to_Entity_Framework()
    {
        Assert.IsType<TrackingClickAppender>(OnSqlite<ExtendedContext>());
        Assert.IsType<TrackingClickAppender>(OnPostgres<ExtendedContext>());
    }

    private static IClickAppender OnSqlite<TContext>() where TContext : DbContext =>
        AppenderOf<TContext>(options => options.UseSqliteFile("none.db"));

    private static IClickAppender OnPostgres<TContext>() where TContext : DbContext =>
        AppenderOf<TContext>(options => options.UseNpgsql("Host=none"));

    private static IClickAppender AppenderOf<TContext>(Action<DbContextOptionsBuilder> use) where TContext : DbContext
    {
        using var context = new TestDatabase<TContext>(use, () => ValueTask.CompletedTask).Open();
        return SqlDialect.For(context, RecordTable.AllOf(context)).Appender;
    }
}
