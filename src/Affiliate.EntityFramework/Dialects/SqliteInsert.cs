using System.Data.Common;
using System.Text;

namespace Affiliate.EntityFramework;

/// <summary>
/// Inserts rows of one table. What costs memory and time is binding values, so a value that all rows share is written
/// into the statement; free text is always bound. SQLite works in the caller's thread, so there is nothing to await.
/// </summary>
internal sealed class SqliteInsert
{
    private readonly RecordTable _table;
    private readonly IColumn[] _columns;

    public SqliteInsert(RecordTable table)
    {
        _table = table;
        _columns = [.. table.Columns.Select(ColumnOf)];
    }

    public void Run(DbCommand command, IReadOnlyList<object> rows)
    {
        var values = new string[_columns.Length];
        var bound = new List<(Action<object, DbParameter> Bind, DbParameter Parameter)>(_columns.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _columns[i].SharedBy(rows) ?? $"@p{i}";
            if (values[i][0] == '@')
            {
                var parameter = _table.Columns[i].Parameter(command, values[i], null);
                command.Parameters.Add(parameter);
                bound.Add((_columns[i].MakeBinder(), parameter));
            }
        }

        command.CommandText = $"INSERT INTO {_table.Name} ({_table.ColumnNames}) VALUES ({string.Join(", ", values)})";
        foreach (var row in rows)
        {
            foreach (var (bind, parameter) in bound)
            {
                bind(row, parameter);
            }

            command.ExecuteNonQuery();
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
        /// <summary>What all rows have in this column, as SQL; <see langword="null"/> when it differs or must be bound.</summary>
        string? SharedBy(IReadOnlyList<object> rows);

        Action<object, DbParameter> MakeBinder();
    }

    /// <param name="column">The column.</param>
    /// <param name="store">Makes what is given to the database.</param>
    /// <param name="literal">Writes that as SQL; <see langword="null"/> for text that anybody may have written.</param>
    private sealed class Column<TValue>(RecordColumn column, Func<TValue, object> store, Func<object, string>? literal) : IColumn
    {
        private readonly Func<object, TValue> _read = column.CompileReader<TValue>();

        public string? SharedBy(IReadOnlyList<object> rows)
        {
            var first = _read(rows[0]);
            if (first is not null && literal is null)
            {
                return null;
            }

            for (var i = 1; i < rows.Count; i++)
            {
                if (!EqualityComparer<TValue>.Default.Equals(_read(rows[i]), first))
                {
                    return null;
                }
            }

            return first is null ? "NULL" : literal!(store(first));
        }

        /// <summary>Sets a parameter only when the value is another than in the row before: neighbours have much in common.</summary>
        public Action<object, DbParameter> MakeBinder()
        {
            var isFirst = true;
            TValue last = default!;
            return (row, parameter) =>
            {
                var value = _read(row);
                if (isFirst || !EqualityComparer<TValue>.Default.Equals(value, last))
                {
                    (isFirst, last) = (false, value);
                    parameter.Value = value is null ? DBNull.Value : store(value);
                }
            };
        }
    }
}
