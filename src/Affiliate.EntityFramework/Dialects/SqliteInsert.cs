using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Affiliate.EntityFramework;

/// <summary>
/// Inserts rows of one table, several with each statement. What costs memory and time is running statements and binding
/// values, so what all rows share is bound once, or written into the statement; free text is always bound. SQLite works in
/// the caller's thread, so there is nothing to await.
/// </summary>
internal sealed class SqliteInsert
{
    /// <summary>More save little, and a statement of many rows takes long to prepare when a batch is small.</summary>
    private const int MostRows = 16;

    private readonly RecordTable _table;
    private readonly IColumn[] _columns;

    public SqliteInsert(RecordTable table)
    {
        _table = table;
        _columns = [.. table.Columns.Select(ColumnOf)];
    }

    public void Run(DbCommand command, IReadOnlyList<object> rows)
    {
        var differing = Enumerable.Range(0, _columns.Length).Where(i => !_columns[i].IsSharedBy(rows)).ToArray();
        for (var done = 0; done < rows.Count;)
        {
            var count = Math.Min(MostRows, rows.Count - done);
            var slots = Prepare(command, differing, rows[0], count);
            for (; rows.Count - done >= count; done += count)
            {
                foreach (var (row, column, parameter) in slots)
                {
                    parameter.Value = column.Read(rows[done + row]);
                }

                command.ExecuteNonQuery();
            }
        }
    }

    /// <summary>Makes the command insert so many rows: a table of what differs, beside what does not.</summary>
    /// <returns>What is to be set before each run.</returns>
    private List<(int Row, IColumn Column, DbParameter Parameter)> Prepare(
        DbCommand command, int[] differing, object first, int count)
    {
        command.Parameters.Clear();
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture);
        text.AppendLiteral($"INSERT INTO {_table.Name} ({_table.ColumnNames}) SELECT ");
        for (var i = 0; i < _columns.Length; i++)
        {
            var number = Array.IndexOf(differing, i) + 1;
            text.AppendLiteral(i == 0 ? "" : ", ");
            text.AppendLiteral(number > 0 ? $"column{number}" : _columns[i].Literal(first) ?? Shared(i));
        }

        var slots = new List<(int, IColumn, DbParameter)>(count * differing.Length);
        for (var row = 0; row < count && differing.Length > 0; row++)
        {
            text.AppendLiteral(row == 0 ? " FROM (VALUES (" : "), (");
            foreach (var i in differing)
            {
                var parameter = Add(i, $"r{row}_");
                slots.Add((row, _columns[i], parameter));
                text.AppendLiteral(i == differing[0] ? "" : ", ");
                text.AppendLiteral(parameter.ParameterName);
            }
        }

        text.AppendLiteral(differing.Length > 0 ? "))" : "");
        command.CommandText = text.ToStringAndClear();
        return slots;

        string Shared(int column)
        {
            var parameter = Add(column, "s");
            parameter.Value = _columns[column].Read(first);
            return parameter.ParameterName;
        }

        DbParameter Add(int column, string kind)
        {
            var parameter = _table.Columns[column].Parameter(command, $"@{kind}{column}", null);
            command.Parameters.Add(parameter);
            return parameter;
        }
    }

    private static IColumn ColumnOf(RecordColumn column)
    {
        var type = Nullable.GetUnderlyingType(column.StoredType) ?? column.StoredType;
        var field = column.Field.Property.PropertyType;
        return type == typeof(Guid) ? new Column<Guid?>(column, value => Text(value!.Value), Quote)
            : type == typeof(long) ? new Column<long?>(column, value => value!.Value, Plain)
            : type == typeof(int) ? new Column<int?>(column, value => value!.Value, Plain)
            : type == typeof(bool) ? new Column<bool?>(column, value => value!.Value, value => (bool)value ? "1" : "0")
            : new Column<object?>(column, value => value!, (Nullable.GetUnderlyingType(field) ?? field).IsEnum ? Quote : null);
    }

    private static string Plain(object value) => FormattableString.Invariant($"{value}");

    // Only for Guids and the names of enum members: neither holds a quote.
    private static string Quote(object value) => $"'{value}'";

    // What the provider makes of a Guid, in one string instead of two.
    private static string Text(Guid value) => string.Create(36, value, static (text, guid) =>
    {
        guid.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
    });

    private interface IColumn
    {
        bool IsSharedBy(IReadOnlyList<object> rows);

        /// <summary>The value as SQL; <see langword="null"/> when it must be bound.</summary>
        string? Literal(object row);

        object Read(object row);
    }

    /// <param name="column">The column.</param>
    /// <param name="store">Makes what is given to the database.</param>
    /// <param name="literal">Writes that as SQL; <see langword="null"/> for text that anybody may have written.</param>
    private sealed class Column<TValue>(RecordColumn column, Func<TValue, object> store, Func<object, string>? literal) : IColumn
    {
        private readonly Func<object, TValue> _read = column.CompileReader<TValue>();

        public bool IsSharedBy(IReadOnlyList<object> rows)
        {
            var first = _read(rows[0]);
            for (var i = 1; i < rows.Count; i++)
            {
                if (!EqualityComparer<TValue>.Default.Equals(_read(rows[i]), first))
                {
                    return false;
                }
            }

            return true;
        }

        public string? Literal(object row) => _read(row) is { } value ? literal?.Invoke(store(value)) : "NULL";

        public object Read(object row) => _read(row) is { } value ? store(value) : DBNull.Value;
    }
}
