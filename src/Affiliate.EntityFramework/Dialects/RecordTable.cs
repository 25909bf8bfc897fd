using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>The table of a record as the host's model has it, ready to be put into SQL.</summary>
/// <param name="Record">The record.</param>
/// <param name="Name">The name with its schema, delimited.</param>
/// <param name="Columns">The columns, one per field.</param>
internal sealed record RecordTable(RecordType Record, string Name, IReadOnlyList<RecordColumn> Columns)
{
    /// <summary>The names of the columns, delimited and separated by commas.</summary>
    public string ColumnNames { get; } = string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>
    /// Reads the tables from a context's model, those left out that only Entity Framework can fill, for example because
    /// the host has given one a column of its own.
    /// </summary>
    public static IReadOnlyDictionary<RecordType, RecordTable> AllOf(DbContext context) =>
        RecordType.All.Select(record => Of(context, record)).OfType<RecordTable>().ToDictionary(table => table.Record);

    private static RecordTable? Of(DbContext context, RecordType record)
    {
        var entity = context.Model.FindEntityType(record.ClrType)!;
        var properties = entity.GetProperties().ToList();
        if (entity.GetTableMappings().ToList() is not [{ Table: var table }]
            || table.EntityTypeMappings.Count() != 1
            || properties.Count != record.Fields.Count
            || properties.Exists(property => property.ValueGenerated != ValueGenerated.Never
                || table.FindColumn(property) is null))
        {
            return null;
        }

        var sql = context.GetService<ISqlGenerationHelper>();
        return new RecordTable(record, sql.DelimitIdentifier(table.Name, table.Schema), [.. record.Fields.Select(field =>
        {
            var property = entity.FindProperty(field.Name)!;
            return new RecordColumn(
                sql.DelimitIdentifier(table.FindColumn(property)!.Name), field, property.GetRelationalTypeMapping());
        })]);
    }
}
