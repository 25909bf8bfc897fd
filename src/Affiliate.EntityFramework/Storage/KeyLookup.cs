using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Affiliate.EntityFramework;

/// <summary>A compiled query by one key: look-ups are what webhooks spend their time on.</summary>
internal sealed class KeyLookup<T> where T : class, IRecord<T>
{
    private static readonly MethodInfo[] Compilers =
        [.. typeof(KeyLookup<T>).GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
            .Where(method => method.Name == nameof(Compile))
            .OrderBy(method => method.GetGenericArguments().Length)];

    private readonly Find _find;

    private KeyLookup(Find find) => _find = find;

    private delegate Task<T?> Find(DbContext context, IReadOnlyList<object> values, CancellationToken cancellationToken);

    public static KeyLookup<T> For(RecordKey key)
    {
        var types = key.Fields.Select(field => field.Property.PropertyType).ToArray();
        var compile = Compilers[types.Length - 1].MakeGenericMethod(types);
        return new KeyLookup<T>((Find)compile.Invoke(null, [key])!);
    }

    public Task<T?> FindAsync(DbContext context, IReadOnlyList<object> values, CancellationToken cancellationToken) =>
        _find(context, values, cancellationToken);

    private static Find Compile<T1>(RecordKey key)
    {
        var find = EF.CompileAsyncQuery(Query<Func<DbContext, T1, CancellationToken, T?>>(key, typeof(T1)));
        return (context, values, cancellationToken) => find(context, (T1)values[0], cancellationToken);
    }

    private static Find Compile<T1, T2>(RecordKey key)
    {
        var find = EF.CompileAsyncQuery(
            Query<Func<DbContext, T1, T2, CancellationToken, T?>>(key, typeof(T1), typeof(T2)));
        return (context, values, cancellationToken) =>
            find(context, (T1)values[0], (T2)values[1], cancellationToken);
    }

    private static Find Compile<T1, T2, T3>(RecordKey key)
    {
        var find = EF.CompileAsyncQuery(
            Query<Func<DbContext, T1, T2, T3, CancellationToken, T?>>(key, typeof(T1), typeof(T2), typeof(T3)));
        return (context, values, cancellationToken) =>
            find(context, (T1)values[0], (T2)values[1], (T3)values[2], cancellationToken);
    }

    /// <summary><c>(context, a, b, token) =&gt; context.Set&lt;T&gt;().AsNoTracking().SingleOrDefault(r =&gt; r.A == a &amp;&amp; r.B == b)</c>.</summary>
    private static Expression<TDelegate> Query<TDelegate>(RecordKey key, params Type[] types)
    {
        var context = Expression.Parameter(typeof(DbContext), "context");
        var values = types.Select((type, i) => Expression.Parameter(type, $"value{i}")).ToArray();
        var record = Expression.Parameter(typeof(T), "record");
        var matches = key.Fields
            .Select((field, i) => Expression.Equal(Expression.Property(record, field.Property), values[i]))
            .Aggregate(Expression.AndAlso);

        Expression<Func<DbContext, IQueryable<T>>> all = from => from.Set<T>().AsNoTracking();
        var found = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.SingleOrDefault),
            [typeof(T)],
            ReplacingExpressionVisitor.Replace(all.Parameters[0], context, all.Body),
            Expression.Lambda<Func<T, bool>>(matches, record));
        return Expression.Lambda<TDelegate>(
            found, [context, .. values, Expression.Parameter(typeof(CancellationToken), "cancellationToken")]);
    }
}
