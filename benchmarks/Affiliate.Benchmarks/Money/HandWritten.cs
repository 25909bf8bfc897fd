using Microsoft.EntityFrameworkCore;

namespace Affiliate.Benchmarks.Money;

/// <summary>The rows that one piece of work adds, inserted again by hand-written SQL in one transaction: what ours is compared with.</summary>
internal sealed class HandWritten
{
    private readonly MoneyInstance _instance;
    private readonly List<Row> _rows;

    private HandWritten(MoneyInstance instance, List<Row> rows)
    {
        _instance = instance;
        _rows = rows;
    }

    public override string ToString() => $"{_rows.Count} rows: {string.Join(", ", _rows.Select(row => row.Table))}";

    /// <summary>Does the work once and looks at what it added.</summary>
    public static async Task<HandWritten> OfAsync(MoneyInstance instance, Func<Task> work)
    {
        var before = await RowsAsync(instance);
        await work();
        return new HandWritten(instance, [.. (await RowsAsync(instance)).ExceptBy(before.Select(row => row.Key), row => row.Key)]);
    }

    /// <summary>Inserts the same rows under other keys.</summary>
    public Task InsertAsync() => _instance.WithContextAsync(async context =>
    {
        await context.Database.OpenConnectionAsync();
        var connection = context.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var row in _rows)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = row.Insert;
            for (var i = 0; i < row.Values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                parameter.Value = row.IsUnique[i] ? Fresh(row.Values[i]) : row.Values[i];
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
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

    private object Fresh(object value)
    {
        var id = Guid.CreateVersion7(_instance.Get<TimeProvider>().GetUtcNow());
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
