using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>The table of a record as the host's model has it, ready to be put into SQL.</summary>
internal sealed class RecordTable
{
    private RecordTable(string name, IReadOnlyList<RecordColumn> columns)
    {
        Name = name;
        Columns = columns;
        ColumnNames = string.Join(", ", columns.Select(column => column.Name));
    }

    /// <summary>The name with its schema, delimited.</summary>
    public string Name { get; }

    /// <summary>The columns, one per field.</summary>
    public IReadOnlyList<RecordColumn> Columns { get; }

    /// <summary>The names of the columns, delimited and separated by commas.</summary>
    public string ColumnNames { get; }

    /// <summary>
    /// Reads it from a context's model; <see langword="null"/> when the table has columns that only Entity Framework can
    /// fill, for example a shadow property of the host's.
    /// </summary>
    public static RecordTable? Of(DbContext context, RecordType record)
    {
        var entity = context.Model.FindEntityType(record.ClrType)!;
        var tables = entity.GetTableMappings().ToList();
        var properties = entity.GetProperties().ToList();
        if (tables is not [{ Table: var table }]
            || table.EntityTypeMappings.Count() != 1
            || properties.Count != record.Fields.Count
            || properties.Exists(property => property.PropertyInfo is null || Column(table, property) is null))
        {
            return null;
        }

        var sql = context.GetService<ISqlGenerationHelper>();
        return new RecordTable(
            sql.DelimitIdentifier(table.Name, table.Schema),
            properties.ConvertAll(property => new RecordColumn(
                sql.DelimitIdentifier(Column(table, property)!.Name), property, property.GetRelationalTypeMapping())));
    }

    private static IColumn? Column(ITable table, IProperty property) => table.FindColumn(property) as IColumn;
}
