using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Turns counts and sums into one <c>GROUP BY</c>.</summary>
internal static class SumTranslation
{
    /// <summary>Reads the rows; a query without groups gives one row also when nothing is found.</summary>
    public static async Task<IReadOnlyList<SumRow>> SumAsync<T>(
        this DbContext context, SumQuery<T> query, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        var groups = query.Groups.Count;
        var rows = await Rows(context.Filter(query.Query), query).ToListAsync(cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 && groups == 0
            ? [new SumRow([], 0, new long[query.Sums.Count])]
            : rows.ConvertAll(row => new SumRow(
                row[..groups],
                (long)row[groups]!,
                [.. row[(groups + 1)..].Select(total => (long)total!)]));
    }

    /// <summary>
    /// <c>records.GroupBy(r =&gt; new Grouping&lt;A, B, C&gt; { First = r.A, … }).Select(g =&gt; new object?[] { g.Key.First, …,
    /// g.LongCount(), g.Sum(r =&gt; r.X), … })</c>.
    /// </summary>
    private static IQueryable<object?[]> Rows<T>(IQueryable<T> records, SumQuery<T> query) where T : class, IRecord<T>
    {
        var record = Expression.Parameter(typeof(T), "record");
        var fields = query.Groups.Select(field => (Expression)Expression.Property(record, field.Property)).ToArray();
        var key = GroupKey.Of(fields);
        var grouped = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.GroupBy),
            [typeof(T), key.Type],
            records.Expression,
            Expression.Lambda(key, record));

        var group = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(key.Type, typeof(T)), "group");
        var values = GroupKey.Parts(Expression.Property(group, "Key"), fields.Length)
            .Append(Expression.Call(typeof(Enumerable), nameof(Enumerable.LongCount), [typeof(T)], group))
            .Concat(query.Sums.Select(field => Expression.Call(
                typeof(Enumerable),
                nameof(Enumerable.Sum),
                [typeof(T)],
                group,
                Expression.Lambda<Func<T, long>>(Expression.Property(record, field.Property), record))));
        var row = Expression.NewArrayInit(typeof(object), values.Select(value => Expression.Convert(value, typeof(object))));
        return records.Provider.CreateQuery<object?[]>(Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Select),
            [group.Type, typeof(object[])],
            grouped,
            Expression.Lambda(row, group)));
    }
}
