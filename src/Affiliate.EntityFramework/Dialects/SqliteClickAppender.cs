using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>SQLite: one command per table, run for several rows at a time, in one transaction that begins immediate (C8).</summary>
internal sealed class SqliteClickAppender(ClickTables tables) : IClickAppender
{
    private readonly Dictionary<RecordTable, SqliteInsert> _inserts =
        tables.All.ToDictionary(table => table, table => new SqliteInsert(table, tables.Ending(table)));

    public async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
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
                    _inserts[table].Run(command, rows);
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
