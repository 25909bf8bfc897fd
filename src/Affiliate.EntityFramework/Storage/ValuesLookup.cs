using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Affiliate.EntityFramework;

/// <summary>A compiled query by several values of one field: what all the names of a purchase are looked up with.</summary>
internal sealed class ValuesLookup<T> where T : class, IRecord<T>
{
    private readonly Func<DbContext, Array, IAsyncEnumerable<T>> _find;

    private ValuesLookup(Func<DbContext, Array, IAsyncEnumerable<T>> find) => _find = find;

    public static ValuesLookup<T> For(RecordField field) => new(
        (Func<DbContext, Array, IAsyncEnumerable<T>>)typeof(ValuesLookup<T>)
            .GetMethod(nameof(Compile), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(field.Property.PropertyType)
            .Invoke(null, [field])!);

    /// <summary>The records with one of the values, untracked and in no order.</summary>
    public async Task<IReadOnlyList<T>> ListAsync(DbContext context, Array values, CancellationToken cancellationToken) =>
        await _find(context, values).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <summary><c>(context, values) =&gt; context.Set&lt;T&gt;().AsNoTracking().Where(r =&gt; values.Contains(r.Field))</c>.</summary>
    private static Func<DbContext, Array, IAsyncEnumerable<T>> Compile<TField>(RecordField field)
    {
        var context = Expression.Parameter(typeof(DbContext), "context");
        var values = Expression.Parameter(typeof(TField[]), "values");
        var record = Expression.Parameter(typeof(T), "record");
        Expression<Func<DbContext, IQueryable<T>>> all = from => from.Set<T>().AsNoTracking();
        var isOne = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TField)], values, Expression.Property(record, field.Property));
        var found = Expression.Call(
            typeof(Queryable), nameof(Queryable.Where), [typeof(T)],
            ReplacingExpressionVisitor.Replace(all.Parameters[0], context, all.Body),
            Expression.Lambda<Func<T, bool>>(isOne, record));
        var find = EF.CompileAsyncQuery(Expression.Lambda<Func<DbContext, TField[], IQueryable<T>>>(found, context, values));
        return (from, some) => find(from, (TField[])some);
    }
}
