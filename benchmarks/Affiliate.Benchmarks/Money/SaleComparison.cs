using System.Data.Common;
using System.Diagnostics;
using Affiliate.EntityFramework;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.Benchmarks.Money;

/// <summary>P6: recording a sale, against inserting the same rows by hand-written SQL in one transaction.</summary>
internal static class SaleComparison
{
    public static async Task RunAsync(string database, int seconds, int rounds)
    {
        await using var instance = await MoneyInstance.CreateAsync(database);
        await instance.ReferAsync();
        var before = await RowsAsync(instance);
        await SellAsync(instance);
        var rows = (await RowsAsync(instance)).ExceptBy(before.Select(row => row.Key), row => row.Key).ToList();
        Console.WriteLine($"P6 {database}: {rows.Count} rows a sale: {string.Join(", ", rows.Select(row => row.Table))}");
        foreach (var parallel in new[] { 1, 16 })
        {
            List<double> ratios = [];
            for (var round = 0; round <= rounds; round++)
            {
                var byHand = await RateAsync(() => InsertAsync(instance, rows), parallel, seconds);
                var ours = await RateAsync(() => SellAsync(instance), parallel, seconds);
                if (round > 0)
                {
                    ratios.Add(ours / byHand);
                    Console.WriteLine(FormattableString.Invariant(
                        $"P6 {database}, {parallel} at a time: by hand {byHand:F0}/s, ours {ours:F0}/s, ratio {ours / byHand:F2}"));
                }
            }

            ratios.Sort();
            Console.WriteLine(FormattableString.Invariant(
                $"P6 {database}, {parallel} at a time: median {ratios[ratios.Count / 2]:F2} ({ratios[0]:F2}–{ratios[^1]:F2})"));
        }
    }

    private static async Task<double> RateAsync(Func<Task> work, int parallel, int seconds)
    {
        long done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                await work();
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static Task SellAsync(MoneyInstance instance) => instance.Get<AffiliateTracker>().RecordAsync(new Payment
    {
        Source = $"order-{Guid.CreateVersion7(instance.Get<TimeProvider>().GetUtcNow()):N}",
        Amount = new Affiliate.Money(9_900, "USD"),
        Customer = "user-1",
    });

    /// <summary>Every row of every table, by its primary key.</summary>
    private static Task<List<Row>> RowsAsync(MoneyInstance instance) => instance.WithContextAsync(async context =>
    {
        var rows = new List<Row>();
        await context.Database.OpenConnectionAsync();
        foreach (var record in RecordType.All)
        {
            var entity = context.Model.FindEntityType(record.ClrType)!;
            var unique = record.UniqueKeys.Prepend(record.PrimaryKey)
                .SelectMany(key => key.Fields).Select(field => entity.FindProperty(field.Name)!.GetColumnName()).ToHashSet();
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {entity.GetTableName()}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                var key = entity.FindProperty(record.PrimaryKey.Fields[0].Name)!.GetColumnName();
                rows.Add(new Row(entity.GetTableName()!, names, values, unique, $"{entity.GetTableName()} {values[Array.IndexOf(names, key)]}"));
            }
        }

        return rows;
    });

    private static Task InsertAsync(MoneyInstance instance, List<Row> rows) => instance.WithContextAsync(async context =>
    {
        await context.Database.OpenConnectionAsync();
        var connection = context.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var row in rows)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = row.Insert;
            for (var i = 0; i < row.Values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                parameter.Value = row.IsUnique[i] ? Fresh(row.Values[i], instance) : row.Values[i];
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    });

    private static object Fresh(object value, MoneyInstance instance)
    {
        var id = Guid.CreateVersion7(instance.Get<TimeProvider>().GetUtcNow());
        return value switch
        {
            Guid => id,
            string text when Guid.TryParse(text, out _) => id.ToString().ToUpperInvariant(),
            string => id.ToString("N"),
            _ => value,
        };
    }

    private sealed record Row(string Table, string[] Columns, object[] Values, HashSet<string> Unique, string Key)
    {
        public string Insert { get; } =
            $"INSERT INTO {Table} ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select((_, i) => $"@p{i}"))})";

        public bool[] IsUnique { get; } = [.. Columns.Select(Unique.Contains)];
    }
}
