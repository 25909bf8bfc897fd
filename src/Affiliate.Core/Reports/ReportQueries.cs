using System.Linq.Expressions;

namespace Affiliate;

/// <summary>Conditions that several reports use.</summary>
internal static class ReportQueries
{
    public static Query<T> Within<T>(
        this Query<T> query, ReportPeriod period, Expression<Func<T, DateTimeOffset>> at) where T : class, IRecord<T>
    {
        if (period.From is { } from)
        {
            query = query.AtLeast(at, from);
        }

        return period.Before is { } before ? query.Below(at, before) : query;
    }

    public static async Task<long> CountAsync<T>(
        this IAffiliateStore store, Query<T> query, CancellationToken ct) where T : class, IRecord<T>
    {
        var rows = await store.SumAsync(query.GroupBy(), ct).ConfigureAwait(false);
        return rows[0].Count;
    }

    /// <summary>The rows of a page and how many there are in all.</summary>
    public static async Task<Page<T>> PageAsync<T>(
        this IAffiliateStore store, Query<T> query, PageRequest page, CancellationToken ct) where T : class, IRecord<T>
    {
        var total = await store.CountAsync(query, ct).ConfigureAwait(false);
        var items = page.OffsetWithin(total) is { } offset
            ? await store.ListAsync(query.Skip(offset).Take(page.Size), ct).ConfigureAwait(false)
            : [];
        return new Page<T>(items, total, page.Number, page.Size);
    }
}
