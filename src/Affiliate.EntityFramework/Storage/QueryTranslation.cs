using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Turns a query into LINQ. Values become parameters, so that a shape of query is compiled once.</summary>
internal static class QueryTranslation
{
    private static readonly MethodInfo ContainsText = typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!;

    private static readonly ConcurrentDictionary<Type, Func<object?, Expression>> Parameters = new();

    /// <summary>The committed records that a query wants, untracked, in its order and within its limits.</summary>
    public static IQueryable<T> Select<T>(this DbContext context, Query<T> query) where T : class, IRecord<T>
    {
        var records = Sort(context, query, context.Filter(query));
        records = query.Skipped > 0 ? records.Skip(query.Skipped) : records;
        records = query.Limit is { } limit ? records.Take(limit) : records;
        return query.Fields.Count == 0 ? records : records.Select(Only<T>(query.Fields));
    }

    /// <summary>A record with some fields only, so that the other columns are not read.</summary>
    private static Expression<Func<T, T>> Only<T>(IReadOnlyList<RecordField> fields)
    {
        var record = Expression.Parameter(typeof(T), "record");
        var bindings = fields.Select(field => Expression.Bind(field.Property, Expression.Property(record, field.Property)));
        return Expression.Lambda<Func<T, T>>(Expression.MemberInit(Expression.New(typeof(T)), bindings), record);
    }

    /// <summary>The committed records that fulfil a query's conditions, untracked and unordered.</summary>
    public static IQueryable<T> Filter<T>(this DbContext context, Query<T> query) where T : class, IRecord<T>
    {
        IQueryable<T> records = context.Set<T>().AsNoTracking();
        if (query.Conditions.Count == 0)
        {
            return records;
        }

        var collation = StoreModel.Of(context).Dialect.OrdinalCollation;
        var record = Expression.Parameter(typeof(T), "record");
        var holds = query.Conditions.Select(condition => Holds(record, condition, collation)).Aggregate(Expression.AndAlso);
        return records.Where(Expression.Lambda<Func<T, bool>>(holds, record));
    }

    private static Expression Holds(ParameterExpression record, Condition condition, string? collation)
    {
        var field = Expression.Property(record, condition.Field.Property);
        return condition switch
        {
            { Operator: ComparisonOperator.Equal, Value: null } => Expression.Not(HasValue(field)),
            { Operator: ComparisonOperator.NotEqual, Value: null } => HasValue(field),
            { Value: null } => Expression.Constant(false),
            { Operator: ComparisonOperator.Equal } => Expression.Equal(field, Parameter(field.Type, condition.Value)),
            { Operator: ComparisonOperator.NotEqual } => Expression.AndAlso(
                HasValue(field), Expression.NotEqual(field, Parameter(field.Type, condition.Value))),
            { Operator: ComparisonOperator.In, Value: Array values } => IsOneOf(field, values),
            { Operator: ComparisonOperator.Contains } => Expression.Call(
                Order.Ordinal(field, collation), ContainsText, Parameter(typeof(string), condition.Value)),
            _ => Compare(KindOf(condition.Operator), Order.Sortable(field, collation), condition.Value),
        };
    }

    private static BinaryExpression Compare(ExpressionType kind, Expression sortable, object value) => Order.Compare(
        kind, sortable, Parameter(sortable.Type, value is Enum && sortable.Type == typeof(int?) ? Order.Number(value) : value));

    private static Expression HasValue(MemberExpression field) =>
        field.Type.IsValueType && Nullable.GetUnderlyingType(field.Type) is null
            ? Expression.Constant(true)
            : Expression.NotEqual(field, Expression.Constant(null, field.Type));

    private static MethodCallExpression IsOneOf(MemberExpression field, Array values)
    {
        var array = Present(values, field.Type);
        return Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [field.Type], Parameter(array.GetType(), array), field);
    }

    /// <summary>The values that are not null, as an array of a field's type: null is never one of the values, as in SQL.</summary>
    public static Array Present(Array values, Type type)
    {
        var present = values.Cast<object?>().Where(value => value is not null).ToArray();
        var array = Array.CreateInstance(type, present.Length);
        present.CopyTo(array, 0);
        return array;
    }

    private static ExpressionType KindOf(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Below => ExpressionType.LessThan,
        ComparisonOperator.AtMost => ExpressionType.LessThanOrEqual,
        ComparisonOperator.Above => ExpressionType.GreaterThan,
        ComparisonOperator.AtLeast => ExpressionType.GreaterThanOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Unknown operator."),
    };

    private static IQueryable<T> Sort<T>(DbContext context, Query<T> query, IQueryable<T> records)
        where T : class, IRecord<T>
    {
        var dialect = StoreModel.Of(context).Dialect;
        var record = Expression.Parameter(typeof(T), "record");
        var isSorted = false;
        foreach (var (field, isDescending) in query.Order)
        {
            var value = Expression.Property(record, field.Property);
            if (context.Model.FindEntityType(typeof(T))!.FindProperty(field.Name)!.IsNullable
                && !query.Conditions.Any(condition => condition.Field == field))
            {
                // Databases differ in where null goes; here it is the smallest.
                By(HasValue(value));
            }

            By(Order.Sortable(value, dialect.OrdinalCollation));

            void By(Expression key)
            {
                var method = (isSorted ? "ThenBy" : "OrderBy") + (isDescending ? "Descending" : "");
                records = records.Provider.CreateQuery<T>(Expression.Call(
                    typeof(Queryable), method, [typeof(T), key.Type], records.Expression, Expression.Lambda(key, record)));
                isSorted = true;
            }
        }

        return records;
    }

    private static Expression Parameter(Type type, object? value) =>
        Parameters.GetOrAdd(type, static key => typeof(QueryTranslation)
            .GetMethod(nameof(Box), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(key)
            .CreateDelegate<Func<object?, Expression>>())(value);

    private static MemberExpression Box<TValue>(object? value) =>
        Expression.Field(Expression.Constant(new Boxed<TValue>((TValue)value!)), nameof(Boxed<TValue>.Value));

    /// <summary>What a lambda's closure would be: Entity Framework makes a parameter of its field.</summary>
    private sealed class Boxed<TValue>(TValue value)
    {
        public readonly TValue Value = value;
    }
}
