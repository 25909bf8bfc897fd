using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Affiliate.EntityFramework.Tests;

/// <summary>PostgreSQL databases. Those for <see cref="HostContext"/> are emptied and used again: making one takes long.</summary>
internal static class PostgresDatabases
{
    private static readonly ConcurrentBag<PostgresDatabase> Empty = [];

    /// <summary>An empty database without tables.</summary>
    public static async Task<PostgresDatabase> NewAsync() => await (await PostgresServer.Instance).CreateDatabaseAsync();

    /// <summary>A database with the tables of <see cref="HostContext"/>.</summary>
    public static async Task<PostgresDatabase> TakeAsync()
    {
        if (Empty.TryTake(out var database))
        {
            return database;
        }

        database = await NewAsync();
        await using var context = ContextOf(database);
        await context.Database.EnsureCreatedAsync();
        return database;
    }

    /// <summary>Empties a database for the next test. Open transactions of the last one end first.</summary>
    public static async ValueTask ReturnAsync(PostgresDatabase database)
    {
        database.CloseConnections();
        await using (var context = ContextOf(database))
        {
            var tables = context.Model.GetEntityTypes().Select(entity => entity.GetTableName());
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                string.Concat(tables.Select(table => $"DELETE FROM \"{table}\";")), connection);
            await command.ExecuteNonQueryAsync();
        }

        Empty.Add(database);
    }

    private static HostContext ContextOf(PostgresDatabase database) =>
        new(new DbContextOptionsBuilder<HostContext>().UseNpgsql(database.ConnectionString).Options);
}
