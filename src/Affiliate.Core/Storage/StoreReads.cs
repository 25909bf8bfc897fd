namespace Affiliate;

/// <summary>Short forms of <see cref="IAffiliateStore.ReadAsync"/>.</summary>
internal static class StoreReads
{
    /// <summary>The committed record with a key, or <see langword="null"/>.</summary>
    public static Task<T?> FindAsync<T>(this IAffiliateStore store, Key<T> key, CancellationToken cancellationToken)
        where T : class, IRecord<T> =>
        store.ExecuteAsync((unit, token) => unit.FindAsync(key, token), cancellationToken);

    /// <summary>The first committed record of a query, or <see langword="null"/>.</summary>
    public static async Task<T?> FindAsync<T>(
        this IAffiliateStore store, Query<T> query, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        await foreach (var record in store.ReadAsync(query.Take(1), cancellationToken).ConfigureAwait(false))
        {
            return record;
        }

        return null;
    }

    /// <summary>All committed records of a query.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this IAffiliateStore store, Query<T> query, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        var records = new List<T>();
        await foreach (var record in store.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>The record with a key, read by the unit where there is one: it has a connection.</summary>
    public static Task<T?> FindAsync<T>(this IAffiliateStore store, IAffiliateUnit? unit, Key<T> key, CancellationToken cancellationToken)
        where T : class, IRecord<T> =>
        unit?.FindAsync(key, cancellationToken) ?? store.FindAsync(key, cancellationToken);

    /// <summary>The records of a query, read by the unit where there is one: it has a connection.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        this IAffiliateStore store, IAffiliateUnit? unit, Query<T> query, CancellationToken cancellationToken) where T : class, IRecord<T> =>
        unit is null
            ? await store.ListAsync(query, cancellationToken).ConfigureAwait(false)
            : await unit.ListAsync(query, cancellationToken).ConfigureAwait(false);

    /// <summary>All committed records of a query, a bounded number at a time.</summary>
    public static async IAsyncEnumerable<T[]> BatchesAsync<T>(
        this IAffiliateStore store, Query<T> query, int size,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        var batch = new List<T>(size);
        await foreach (var record in store.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(record);
            if (batch.Count == size)
            {
                yield return [.. batch];
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }
}
