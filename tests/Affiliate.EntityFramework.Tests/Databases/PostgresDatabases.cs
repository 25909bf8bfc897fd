using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Affiliate.EntityFramework.Tests;

/// <summary>PostgreSQL databases. They are emptied and used again: making one takes long.</summary>
internal static class PostgresDatabases
{
    /// <summary>A database with the tables of a context.</summary>
    /// <param name="configure">Says more about how the context uses PostgreSQL.</param>
    public static async Task<TestDatabase<TContext>> TakeAsync<TContext>(Action<NpgsqlDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        if (!Empty<TContext>.Databases.TryTake(out var database))
        {
            database = await (await PostgresServer.Instance).CreateDatabaseAsync();
            await using var context = On<TContext>(database).Open();
            await context.Database.EnsureCreatedAsync();
        }

        return On<TContext>(database, configure);
    }

    private static TestDatabase<TContext> On<TContext>(
        PostgresDatabase database, Action<NpgsqlDbContextOptionsBuilder>? configure = null) where TContext : DbContext =>
        new(options => options.UseNpgsql(database.ConnectionString, configure), () => ReturnAsync<TContext>(database));

    private static async ValueTask ReturnAsync<TContext>(PostgresDatabase database) where TContext : DbContext
    {
        database.CloseConnections();
        await using (var context = On<TContext>(database).Open())
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            var sql = context.GetService<ISqlGenerationHelper>();
            var tables = context.Model.GetEntityTypes()
                .Select(entity => sql.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema()));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(string.Concat(tables.Select(table => $"DELETE FROM {table};")), connection);
            await command.ExecuteNonQueryAsync();
        }

        Empty<TContext>.Databases.Add(database);
    }

    private static class Empty<TContext>
    {
        public static readonly ConcurrentBag<PostgresDatabase> Databases = [];
    }
}
