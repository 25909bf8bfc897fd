using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>The SQL that adds, saves and removes records of one type: what every database understands.</summary>
internal sealed class RecordStatements
{
    private readonly RecordTable _table;
    private readonly RecordColumn _key;
    private readonly RecordColumn? _version;
    private readonly string[] _names;
    private readonly string _insert;
    private readonly string _update;
    private readonly string _delete;

    public RecordStatements(RecordTable table, ISqlGenerationHelper sql)
    {
        _table = table;
        _key = table.Columns.Single(column => column.Field == table.Record.PrimaryKey.Fields[0]);
        _version = table.Columns.SingleOrDefault(column => column.Field == table.Record.Version);

        // One more than columns: the version that a row must have still.
        _names = [.. Enumerable.Range(0, table.Columns.Count + 1).Select(i => $"p{i}")];
        var places = Array.ConvertAll(_names, sql.GenerateParameterNamePlaceholder);
        var assignments = table.Columns.Select((column, i) => $"{column.Name} = {places[i]}").ToList();
        var isRow = $"WHERE {assignments[Place(_key)]}" + (_version is null ? "" : $" AND {_version.Name} = {places[^1]}");
        _insert = $"INSERT INTO {table.Name} ({table.ColumnNames}) VALUES ({string.Join(", ", places[..^1])})";
        _update = $"UPDATE {table.Name} SET {string.Join(", ", assignments.Where((_, i) => i != Place(_key)))} {isRow}";
        _delete = $"DELETE FROM {table.Name} {isRow}";
    }

    /// <summary>The statement of a write.</summary>
    public string TextOf(WriteKind kind) => kind switch
    {
        WriteKind.Add => _insert,
        WriteKind.Save => _update,
        _ => _delete,
    };

    /// <summary>The values of a write. The command only makes the parameters; they may go into another.</summary>
    public IEnumerable<DbParameter> ParametersOf(RecordWrite write, DbCommand command)
    {
        for (var i = 0; i < _table.Columns.Count; i++)
        {
            var column = _table.Columns[i];
            if (write.Kind != WriteKind.Remove || column == _key)
            {
                var value = column.Field.Get(write.Record);
                var isRaised = column == _version && write.Kind == WriteKind.Save;
                yield return column.Parameter(command, _names[i], isRaised ? (int)value! + 1 : value);
            }
        }

        if (_version is not null && write.Kind != WriteKind.Add)
        {
            yield return _version.Parameter(command, _names[^1], _version.Field.Get(write.Record));
        }
    }

    private int Place(RecordColumn column) => _table.Columns.TakeWhile(other => other != column).Count();
}
