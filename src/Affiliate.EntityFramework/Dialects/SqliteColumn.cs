using System.Globalization;
using System.Text;

namespace Affiliate.EntityFramework;

/// <summary>How the values of a column come into an insert of <see cref="SqliteInsert"/>.</summary>
internal abstract class SqliteColumn
{
    /// <summary>How many bytes a packed value takes, as text; 0 when values are bound one by one.</summary>
    public virtual int Width => 0;

    public static SqliteColumn Of(RecordColumn column)
    {
        var type = Nullable.GetUnderlyingType(column.StoredType) ?? column.StoredType;
        var field = column.Field.Property.PropertyType;
        return type == typeof(Guid) ? new PackedColumn<Guid>(column, "text", 36, Write, value => $"'{Text(value)}'")
            : type == typeof(long) ? new PackedColumn<long>(column, "integer", 20, Write, value => Plain(value))
            : type == typeof(int) ? new Column<int?>(column, value => Plain(value!.Value))
            : type == typeof(bool) ? new Column<bool?>(column, value => value!.Value ? "1" : "0")
            : new Column<object?>(column, (Nullable.GetUnderlyingType(field) ?? field).IsEnum ? value => $"'{value}'" : null);
    }

    public abstract bool IsSharedBy(IReadOnlyList<object> rows);

    /// <summary>The value as SQL; <see langword="null"/> when it must be bound: text that anybody may have written.</summary>
    public abstract string? Literal(object row);

    public abstract object Read(object row);

    /// <summary>Writes a value, filled up with spaces; nothing but spaces is no value.</summary>
    public virtual void Pack(object row, Span<byte> to) => throw new NotSupportedException();

    /// <summary>The SQL that makes a value of what was packed.</summary>
    public virtual string Unpack(string part) => throw new NotSupportedException();

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    // What the provider makes of a Guid.
    private static string Text(Guid value) => value.ToString().ToUpperInvariant();

    private static void Write(Guid value, Span<byte> to)
    {
        value.TryFormat(to, out _);
        Ascii.ToUpperInPlace(to, out _);
    }

    private static void Write(long value, Span<byte> to) => value.TryFormat(to, out _, default, CultureInfo.InvariantCulture);

    /// <param name="column">The column.</param>
    /// <param name="literal">Writes a value as SQL, where it cannot hold a quote.</param>
    private class Column<TValue>(RecordColumn column, Func<TValue, string>? literal) : SqliteColumn
    {
        protected Func<object, TValue> Value { get; } = column.CompileReader<TValue>();

        public override bool IsSharedBy(IReadOnlyList<object> rows)
        {
            var first = Value(rows[0]);
            for (var i = 1; i < rows.Count; i++)
            {
                if (!EqualityComparer<TValue>.Default.Equals(Value(rows[i]), first))
                {
                    return false;
                }
            }

            return true;
        }

        public override string? Literal(object row) => Value(row) is { } value ? literal?.Invoke(value) : "NULL";

        public override object Read(object row) => Value(row) is { } value ? value : DBNull.Value;
    }

    private sealed class PackedColumn<TValue>(
        RecordColumn column, string type, int width, Action<TValue, Span<byte>> write, Func<TValue, string> literal)
        : Column<TValue?>(column, value => literal(value!.Value))
        where TValue : struct
    {
        private readonly string _none = new(' ', width);

        public override int Width => width;

        public override void Pack(object row, Span<byte> to)
        {
            to.Fill((byte)' ');
            if (Value(row) is { } value)
            {
                write(value, to);
            }
        }

        public override string Unpack(string part) => $"cast(nullif(cast({part} as text), '{_none}') as {type})";
    }
}
