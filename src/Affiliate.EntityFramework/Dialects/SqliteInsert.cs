using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Affiliate.EntityFramework;

/// <summary>
/// Inserts rows of one table, several with each statement. What costs memory and time is running statements and binding
/// values, so what all rows share is bound once, or written into the statement, and identifiers and numbers of all rows are
/// bound together, as one blob that the statement takes apart; free text is always bound. SQLite works in the caller's
/// thread, so there is nothing to await.
/// </summary>
internal sealed class SqliteInsert
{
    /// <summary>More save little, and a statement of many rows takes long to prepare when a batch is small.</summary>
    private const int MostRows = 16;

    private const string Packed = "@packed";

    private readonly RecordTable _table;
    private readonly SqliteColumn[] _columns;

    private readonly string _ending;

    /// <param name="table">The table.</param>
    /// <param name="ending">How the statement ends, after the rows.</param>
    public SqliteInsert(RecordTable table, string ending)
    {
        // Without a condition SQLite takes the ending for a part of a join.
        (_table, _ending) = (table, ending.Length == 0 ? "" : $" WHERE true{ending}");
        _columns = [.. table.Columns.Select(SqliteColumn.Of)];
    }

    public void Run(DbCommand command, IReadOnlyList<object> rows)
    {
        var layout = new Layout(_columns, rows);
        var packed = ArrayPool<byte>.Shared.Rent(MostRows * layout.Width);
        try
        {
            for (var done = 0; done < rows.Count;)
            {
                var count = Math.Min(MostRows, rows.Count - done);
                var slots = Prepare(command, layout, rows[0], count, packed);
                for (; rows.Count - done >= count; done += count)
                {
                    for (var row = 0; row < count; row++)
                    {
                        layout.Pack(rows[done + row], packed.AsSpan(row * layout.Width));
                    }

                    foreach (var (row, column, parameter) in slots)
                    {
                        parameter.Value = column.Read(rows[done + row]);
                    }

                    command.ExecuteNonQuery();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Makes the command insert so many rows: a table of what differs, beside what does not.</summary>
    /// <returns>What is to be set before each run.</returns>
    private List<(int Row, SqliteColumn Column, DbParameter Parameter)> Prepare(
        DbCommand command, Layout layout, object first, int count, byte[] packed)
    {
        command.Parameters.Clear();
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture);
        text.AppendLiteral($"INSERT INTO {_table.Name} AS {ClickTables.Stored} ({_table.ColumnNames}) SELECT ");
        for (var i = 0; i < _columns.Length; i++)
        {
            text.AppendLiteral(i == 0 ? "" : ", ");
            text.AppendLiteral(layout.Differing(i) ?? _columns[i].Literal(first) ?? Shared(i));
        }

        // The first column is where a row's part of the blob begins.
        var slots = new List<(int, SqliteColumn, DbParameter)>(count * layout.Bound.Length);
        for (var row = 0; row < count; row++)
        {
            text.AppendLiteral(row == 0 ? " FROM (VALUES (" : "), (");
            text.AppendFormatted(row * layout.Width);
            foreach (var i in layout.Bound)
            {
                var parameter = Add(i, $"r{row}_");
                slots.Add((row, _columns[i], parameter));
                text.AppendLiteral(", ");
                text.AppendLiteral(parameter.ParameterName);
            }
        }

        text.AppendLiteral($")){_ending}");
        command.CommandText = text.ToStringAndClear();
        var blob = command.CreateParameter();
        (blob.ParameterName, blob.Value) = (Packed, packed);
        command.Parameters.Add(blob);
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

    /// <summary>How the values that differ come into the statement: packed side by side, or each bound by itself.</summary>
    private sealed class Layout
    {
        private readonly SqliteColumn[] _columns;
        private readonly int[] _packed;
        private readonly int[] _offsets;

        public Layout(SqliteColumn[] columns, IReadOnlyList<object> rows)
        {
            _columns = columns;
            var differing = Enumerable.Range(0, columns.Length).Where(i => !columns[i].IsSharedBy(rows)).ToArray();
            Bound = Array.FindAll(differing, i => columns[i].Width == 0);
            _packed = Array.FindAll(differing, i => columns[i].Width > 0);
            _offsets = new int[_packed.Length];
            for (var i = 0; i < _packed.Length; i++)
            {
                _offsets[i] = Width;
                Width += columns[_packed[i]].Width;
            }
        }

        /// <summary>The columns whose values are bound one by one.</summary>
        public int[] Bound { get; }

        /// <summary>How many bytes a row takes of the blob.</summary>
        public int Width { get; }

        /// <summary>Where the statement finds a column's value; <see langword="null"/> when all rows share it.</summary>
        public string? Differing(int column) =>
            Array.IndexOf(Bound, column) is >= 0 and var bound ? $"column{bound + 2}"
            : Array.IndexOf(_packed, column) is >= 0 and var packed
                ? _columns[column].Unpack($"substr({Packed}, column1 + {_offsets[packed] + 1}, {_columns[column].Width})")
                : null;

        public void Pack(object row, Span<byte> part)
        {
            for (var i = 0; i < _packed.Length; i++)
            {
                var column = _columns[_packed[i]];
                column.Pack(row, part.Slice(_offsets[i], column.Width));
            }
        }
    }
}
