using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Affiliate;

/// <summary>Reads large tables in the order of a key, a bounded number of records at a time.</summary>
internal static class KeyedReads
{
    private const int FirstPage = 256;
    private const int MostAtOnce = 4_096;
    private const int ListSize = 512;

    /// <summary>All records of a query in the order of a unique key, page by page; no reader stays open between pages.</summary>
    public static async IAsyncEnumerable<List<T>> PagesAsync<T, TKey>(
        this IAffiliateStore store, Query<T> query, Expression<Func<T, object?>> field, Func<T, TKey> key, int size,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        var (by, rest) = (T.Record.Field(field), query);
        while (await store.ListAsync(rest.Ascending(by).Take(size), cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            yield return page;
            if (page.Count < size)
            {
                yield break;
            }

            rest = query.Where(by, ComparisonOperator.Above, key(page[^1]));
        }
    }

    /// <summary>
    /// The records that belong to any of many keys, in the order of the keys: a merge join. Keys that lie close together are
    /// read as one range, those that lie far apart are named one by one.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="query">What is wanted of the records.</param>
    /// <param name="field">The field that has the key.</param>
    /// <param name="key">Reads that field.</param>
    /// <param name="keys">The keys, in any order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<T>> ListOfAsync<T, TId>(
        this IAffiliateStore store, Query<T> query, Expression<Func<T, object?>> field, Func<T, TId> key, IEnumerable<TId> keys,
        CancellationToken cancellationToken)
        where T : class, IRecord<T>
        where TId : struct, IAffiliateId<TId>
    {
        var by = T.Record.Field(field);
        TId[] ids = [.. keys.Distinct().OrderBy(id => id.Value)];
        var found = new List<T>(ids.Length);
        var size = FirstPage;
        for (var next = 0; next < ids.Length;)
        {
            var range = query.Where(by, ComparisonOperator.AtLeast, ids[next]).Where(by, ComparisonOperator.AtMost, ids[^1]);
            var page = await store.ListAsync(range.Ascending(by).Take(size), cancellationToken).ConfigureAwait(false);
            var (isCut, used) = (page.Count == size, found.Count);
            next = Merge(page, isCut ? page.Count - CountOfLast(page, key) : page.Count, key, ids, next, found);
            if (!isCut)
            {
                return found;
            }

            // While most of a range is wanted the next one is longer; else the keys lie too far apart for ranges.
            if (found.Count - used >= size / 4)
            {
                size = Math.Min(size * 4, MostAtOnce);
                continue;
            }

            var apart = ids.AsSpan(next, Math.Min(ListSize, ids.Length - next)).ToArray();
            found.AddRange(await store.ListAsync(
                query.Where(by, ComparisonOperator.In, apart).Ascending(by), cancellationToken).ConfigureAwait(false));
            next += apart.Length;
            size = FirstPage;
        }

        return found;
    }

    /// <summary>Takes what belongs to the keys.</summary>
    /// <returns>The first key that is not done.</returns>
    private static int Merge<T, TId>(List<T> page, int count, Func<T, TId> key, TId[] ids, int next, List<T> found)
        where TId : struct, IAffiliateId<TId>
    {
        for (var i = 0; i < count; i++)
        {
            var value = key(page[i]).Value;
            while (next < ids.Length && ids[next].Value.CompareTo(value) < 0)
            {
                next++;
            }

            if (next < ids.Length && ids[next].Value == value)
            {
                found.Add(page[i]);
            }
        }

        // What has the last key of a full page may go on in the next one, and is read again whole.
        var rest = count < page.Count ? key(page[count]).Value : (Guid?)null;
        while (rest is { } from && next < ids.Length && ids[next].Value.CompareTo(from) < 0)
        {
            next++;
        }

        return next;
    }

    private static int CountOfLast<T, TId>(List<T> page, Func<T, TId> key) where TId : struct, IAffiliateId<TId>
    {
        var last = key(page[^1]).Value;
        var count = 1;
        while (count < page.Count && key(page[^(count + 1)]).Value == last)
        {
            count++;
        }

        return count;
    }
}
