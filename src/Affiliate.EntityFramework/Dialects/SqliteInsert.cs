using System.Data.Common;
using System.Text;

namespace Affiliate.EntityFramework;

/// <summary>Inserts rows of one table. SQLite works in the caller's thread, so there is nothing to await.</summary>
internal sealed class SqliteInsert
{
    private readonly RecordTable _table;
    private readonly string _sql;
    private readonly Func<Action<object, DbParameter>>[] _binders;

    public SqliteInsert(RecordTable table)
    {
        _table = table;
        var values = string.Join(", ", table.Columns.Select((_, i) => ParameterName(i)));
        _sql = $"INSERT INTO {table.Name} ({table.ColumnNames}) VALUES ({values})";
        _binders = [.. table.Columns.Select(BinderOf)];
    }

    public void Run(DbCommand command, IReadOnlyList<object> rows)
    {
        command.CommandText = _sql;
        var parameters = _table.Columns.Select((column, i) =>
            column.Parameter(command, ParameterName(i), null)).ToArray();
        command.Parameters.AddRange(parameters);
        var binders = Array.ConvertAll(_binders, make => make());
        foreach (var row in rows)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                binders[i](row, parameters[i]);
            }

            command.ExecuteNonQuery();
        }
    }

    private static string ParameterName(int number) => $"@p{number}";

    private static Func<Action<object, DbParameter>> BinderOf(RecordColumn column) =>
        Nullable.GetUnderlyingType(column.StoredType) == typeof(Guid) || column.StoredType == typeof(Guid)
            ? OnChange(column.CompileReader<Guid?>(), guid => guid is { } value ? Text(value) : DBNull.Value)
            : column.StoredType == typeof(long)
                ? OnChange(column.CompileReader<long>(), number => number)
                : OnChange(column.CompileReader<object?>(), value => value ?? DBNull.Value);

    /// <summary>Sets a parameter only when the value is another than in the row before: neighbours have much in common.</summary>
    private static Func<Action<object, DbParameter>> OnChange<TValue>(Func<object, TValue> read, Func<TValue, object> store) => () =>
    {
        var isFirst = true;
        TValue last = default!;
        return (row, parameter) =>
        {
            var value = read(row);
            if (isFirst || !EqualityComparer<TValue>.Default.Equals(value, last))
            {
                (isFirst, last) = (false, value);
                parameter.Value = store(value);
            }
        };
    };

    // What the provider makes of a Guid, in one string instead of two.
    private static string Text(Guid value) => string.Create(36, value, static (text, guid) =>
    {
        guid.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
    });
}
