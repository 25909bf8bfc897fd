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

    /// <summary>
    /// The rows of a page, and how many there are in all unless the list is read by position. Positions need an order by
    /// a time and then the identifier, both in one direction.
    /// </summary>
    public static async Task<Page<T>> PageAsync<T>(
        this IAffiliateStore store, Query<T> query, PageRequest page, CancellationToken ct) where T : class, IRecord<T>
    {
        var keyset = Keyset<T>.Of(query);
        if (page.IsDeep)
        {
            var rows = page.After is not { } after
                ? await store.ListAsync(query.Take(page.Size + 1), ct).ConfigureAwait(false)
                : keyset is null ? []
                : await keyset.ReadAsync(store, query, after, page.Size + 1, ct).ConfigureAwait(false);
            return Cut(rows, page, null, keyset);
        }

        var total = await store.CountAsync(query, ct).ConfigureAwait(false);
        var items = page.OffsetWithin(total) is { } offset
            ? await store.ListAsync(query.Skip(offset).Take(page.Size + 1), ct).ConfigureAwait(false)
            : [];
        return Cut(items, page, total, keyset);
    }

    private static Page<T> Cut<T>(List<T> rows, PageRequest page, long? total, Keyset<T>? keyset)
        where T : class, IRecord<T>
    {
        var hasMore = rows.Count > page.Size;
        var items = hasMore ? rows.GetRange(0, page.Size) : rows;
        return new Page<T>(items, total, page.IsDeep ? null : page.Number, page.Size)
        {
            Next = hasMore ? keyset?.PositionOf(items[^1]) : null,
        };
    }

    /// <summary>The same, of rows with a text in one of some fields, in any case; searched here, for lists that people administer.</summary>
    public static async Task<Page<T>> SearchAsync<T>(
        this IAffiliateStore store, Query<T> query, string? text, Func<T, string?[]> fields, PageRequest page,
        CancellationToken ct) where T : class, IRecord<T>
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return await store.PageAsync(query, page, ct).ConfigureAwait(false);
        }

        var wanted = text.Trim();
        var found = (await store.ListAsync(query, ct).ConfigureAwait(false))
            .Where(row => Array.Exists(fields(row), value => value?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true))
            .ToList();
        return found.PageOf(page, row => T.Record.PrimaryKey.Fields[0].Get(row)!.ToString()!);
    }
}
