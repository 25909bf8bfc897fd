using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>A column of a record's table: its name, its type and how a record's value gets into it.</summary>
internal sealed class RecordColumn
{
    private readonly ParameterExpression _record = Expression.Parameter(typeof(object), "record");
    private readonly Expression _value;

    public RecordColumn(string name, IProperty property, RelationalTypeMapping mapping)
    {
        Name = name;
        Mapping = mapping;
        IsNullable = property.IsNullable;
        var record = Expression.Convert(_record, property.DeclaringType.ClrType);
        _value = Convert(Expression.Property(record, property.PropertyInfo!), mapping);
    }

    /// <summary>The delimited name.</summary>
    public string Name { get; }

    public RelationalTypeMapping Mapping { get; }

    public bool IsNullable { get; }

    /// <summary>The type of what is given to the database.</summary>
    public Type StoredType => _value.Type;

    /// <summary>Compiles a function that gives what is given to the database, without boxing when the type is right.</summary>
    public Func<object, TValue> CompileReader<TValue>() =>
        Expression.Lambda<Func<object, TValue>>(Expression.Convert(_value, typeof(TValue)), _record).Compile();

    private static Expression Convert(Expression value, RelationalTypeMapping mapping)
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
