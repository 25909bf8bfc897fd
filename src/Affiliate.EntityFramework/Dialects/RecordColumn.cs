using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>A column of a record's table: its name, its type and how a record's value gets into it.</summary>
/// <param name="name">The delimited name.</param>
/// <param name="recordField">The field that is kept in it.</param>
/// <param name="mapping">How the host's model keeps it.</param>
internal sealed class RecordColumn(string name, RecordField recordField, RelationalTypeMapping mapping)
{
    private readonly ParameterExpression _record = Expression.Parameter(typeof(object), "record");

    public string Name => name;

    public RecordField Field => recordField;

    public RelationalTypeMapping Mapping => mapping;

    /// <summary>The type of what is given to the database.</summary>
    public Type StoredType => Value.Type;

    private Expression Value => ToStored(Expression.Property(
        Expression.Convert(_record, recordField.Property.DeclaringType!), recordField.Property));

    /// <summary>Makes a parameter with a value of the field's own type.</summary>
    public DbParameter Parameter(DbCommand command, string parameterName, object? value) =>
        mapping.CreateParameter(command, parameterName, value, nullable: true);

    /// <summary>Compiles a function that gives what is given to the database, without boxing when the type is right.</summary>
    public Func<object, TValue> CompileReader<TValue>() =>
        Expression.Lambda<Func<object, TValue>>(Expression.Convert(Value, typeof(TValue)), _record).Compile();

    private Expression ToStored(Expression value)
    {
        if (mapping.Converter is not { } converter)
        {
            return value;
        }

        if (value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null)
        {
            return Apply(value);
        }

        var stored = converter.ProviderClrType.IsValueType
            ? typeof(Nullable<>).MakeGenericType(Nullable.GetUnderlyingType(converter.ProviderClrType) ?? converter.ProviderClrType)
            : converter.ProviderClrType;
        return Expression.Condition(
            Expression.Equal(value, Expression.Constant(null, value.Type)),
            Expression.Default(stored),
            Expression.Convert(Apply(Expression.Convert(value, converter.ModelClrType)), stored));

        Expression Apply(Expression present)
        {
            var convert = converter.ConvertToProviderExpression;
            return ReplacingExpressionVisitor.Replace(convert.Parameters[0], present, convert.Body);
        }
    }
}
