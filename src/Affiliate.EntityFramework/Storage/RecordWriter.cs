using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>
/// Writes what a unit has collected, in one round trip where the database can. To have Entity Framework track the records
/// and find out what the unit knows already costs more than the rest of the unit.
/// </summary>
internal sealed class RecordWriter(
    DbContext modelContext, IReadOnlyDictionary<RecordType, RecordTable> tables, bool isBatchAtomic)
{
    private readonly Dictionary<RecordType, RecordStatements> _statements = tables.Values.ToDictionary(
        table => table.Record, table => new RecordStatements(table, modelContext.GetService<ISqlGenerationHelper>()));

    /// <summary>Writes everything or nothing; inside the context's transaction if there is one.</summary>
    /// <exception cref="StoreConflictException">A record was changed or removed by another.</exception>
    public async Task WriteAsync(DbContext context, IEnumerable<RecordWrite> writes, CancellationToken cancellationToken)
    {
        var ordered = RecordWrite.InOrder(writes);
        if (context.Database.CurrentTransaction is not null || !NeedsTransaction(ordered))
        {
            await WriteInOrderAsync(context, ordered, cancellationToken).ConfigureAwait(false);
            return;
        }

        var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await WriteInOrderAsync(context, ordered, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A change that finds no row is no error to the database: only a transaction can take the others back then.
    private bool NeedsTransaction(IReadOnlyList<RecordWrite> writes) =>
        writes.Count > 1 && !(isBatchAtomic && writes.All(write => write.Kind == WriteKind.Add && HasStatements(write)));

    private bool HasStatements(RecordWrite write) => _statements.ContainsKey(write.Type);

    private async Task WriteInOrderAsync(
        DbContext context, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        var stated = writes.Where(HasStatements).ToList();
        if (stated.Count > 1 && context.Database.GetDbConnection().CanCreateBatch)
        {
            await ExecuteBatchAsync(context, stated, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ExecuteEachAsync(context, stated, cancellationToken).ConfigureAwait(false);
        }

        if (stated.Count < writes.Count)
        {
            await SaveAsync(context, writes.Where(write => !HasStatements(write)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ExecuteEachAsync(
        DbContext context, IEnumerable<RecordWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            var command = context.Database.GetDbConnection().CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
                command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
                var statements = _statements[write.Type];
                command.CommandText = statements.TextOf(write.Kind);
                command.Parameters.AddRange(statements.ParametersOf(write, command).ToArray());
                Check(write, await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async Task ExecuteBatchAsync(
        DbContext context, List<RecordWrite> writes, CancellationToken cancellationToken)
    {
        var connection = context.Database.GetDbConnection();
        using var maker = connection.CreateCommand();
        var batch = connection.CreateBatch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            batch.Timeout = context.Database.GetCommandTimeout() ?? batch.Timeout;
            foreach (var write in writes)
            {
                var statements = _statements[write.Type];
                var command = batch.CreateBatchCommand();
                command.CommandText = statements.TextOf(write.Kind);
                command.Parameters.AddRange(statements.ParametersOf(write, maker).ToArray());
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < writes.Count; i++)
            {
                Check(writes[i], batch.BatchCommands[i].RecordsAffected);
            }
        }
    }

    /// <summary>Has Entity Framework write the records whose tables only it can fill.</summary>
    private static async Task SaveAsync(
        DbContext context, IEnumerable<RecordWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            if (write.Kind == WriteKind.Save)
            {
                // The caller's record stays as it is: what is written is a copy with the next version.
                var entry = context.Attach(context.Entry(write.Record).CurrentValues.ToObject());
                entry.State = EntityState.Modified;
                var version = entry.Property(write.Type.Version!.Name);
                version.CurrentValue = (int)version.OriginalValue! + 1;
            }
            else
            {
                _ = write.Kind == WriteKind.Add ? context.Add(write.Record) : context.Remove(write.Record);
            }
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Check(RecordWrite write, int rows)
    {
        if (rows == 0 && write.Kind != WriteKind.Add)
        {
            throw new StoreConflictException($"{write.Type.Name}({write.PrimaryKey}) was changed or removed by another.");
        }
    }
}
