using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>SQLite: one prepared command per table, run for every row, in one transaction that begins immediate (C8).</summary>
internal sealed class SqliteDialect(ClickTables tables) : SqlDialect
{
    public override string? OrdinalCollation => null;

    public override async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            foreach (var (table, rows) in tables.Rows(batch))
            {
                var command = context.Database.GetDbConnection().CreateCommand();
                await using (command.ConfigureAwait(false))
                {
                    command.Transaction = transaction.GetDbTransaction();
                    command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
                    Insert(command, table, rows);
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // SQLite runs in the caller's thread, so there is nothing to await.
    private static void Insert(DbCommand command, RecordTable table, IReadOnlyList<object> rows)
    {
        var names = table.Columns.Select((_, i) => $"@p{i}").ToList();
        command.CommandText = $"INSERT INTO {table.Name} ({table.ColumnNames}) VALUES ({string.Join(", ", names)})";
        foreach (var row in rows)
        {
            for (var i = 0; i < names.Count; i++)
            {
                var column = table.Columns[i];
                if (command.Parameters.Count == i)
                {
                    command.Parameters.Add(column.Mapping.CreateParameter(command, names[i], null, column.IsNullable));
                }

                command.Parameters[i].Value = column.Read(row) ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }
    }
}
