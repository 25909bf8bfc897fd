using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>PostgreSQL: a column is an array, a table one statement, a batch one round trip and one implicit transaction.</summary>
internal sealed class PostgresClickAppender(ClickTables tables) : IClickAppender
{
    private static readonly string[] TextTypes = ["text", "character varying", "varchar", "character", "char", "bpchar"];

    private readonly Dictionary<RecordTable, Statement> _statements =
        tables.All.ToDictionary(table => table, table => new Statement(table, tables.Ending(table)));

    public async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var inserts = context.Database.GetDbConnection().CreateBatch();
            await using (inserts.ConfigureAwait(false))
            {
                inserts.Timeout = context.Database.GetCommandTimeout() ?? inserts.Timeout;
                foreach (var (table, rows) in tables.Rows(batch))
                {
                    inserts.BatchCommands.Add(_statements[table].For(inserts.CreateBatchCommand(), rows));
                }

                await inserts.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The insert of one table.</summary>
    private sealed class Statement
    {
        private readonly string _sql;
        private readonly List<Func<IReadOnlyList<object>, Array>> _columns;

        public Statement(RecordTable table, string ending)
        {
            var arrays = string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
            var names = string.Join(", ", table.Columns.Select((_, i) => $"c{i}"));
            var values = string.Join(", ", table.Columns.Select((column, i) => $"c{i}{Cast(column)}"));
            _sql = $"INSERT INTO {table.Name} AS {ClickTables.Stored} ({table.ColumnNames}) SELECT {values} FROM unnest({arrays}) AS rows ({names}){ending}";
            _columns = [.. table.Columns.Select(ArrayOf)];
        }

        public DbBatchCommand For(DbBatchCommand command, IReadOnlyList<object> rows)
        {
            command.CommandText = _sql;
            foreach (var column in _columns)
            {
                var parameter = command.CreateParameter();
                parameter.Value = column(rows);
                command.Parameters.Add(parameter);
            }

            return command;
        }

        // Text goes into text columns as it is; a host may have made one jsonb or an enum. A cast that names a length
        // would cut silently.
        private static string Cast(RecordColumn column) =>
            column.StoredType == typeof(string) && !TextTypes.Contains(column.Mapping.StoreTypeNameBase)
                ? $"::{column.Mapping.StoreTypeNameBase}"
                : "";

        private static Func<IReadOnlyList<object>, Array> ArrayOf(RecordColumn column) =>
            (Func<IReadOnlyList<object>, Array>)typeof(Statement)
                .GetMethod(nameof(TypedArrayOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(column.StoredType)
                .Invoke(null, [column])!;

        private static Func<IReadOnlyList<object>, Array> TypedArrayOf<TValue>(RecordColumn column)
        {
            var read = column.CompileReader<TValue>();
            return rows =>
            {
                var values = new TValue[rows.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = read(rows[i]);
                }

                return values;
            };
        }
    }
}
