namespace Affiliate.TestSupport;

/// <summary>
/// Runs every unit twice, the first time in vain, as a store does after a transient failure. Shows whether work touches
/// more than its unit.
/// </summary>
/// <param name="store">The store that does the work.</param>
public sealed class RerunningStore(IAffiliateStore store) : IAffiliateStore
{
    /// <inheritdoc />
    public async Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await store.ExecuteAsync<T>(
                async (unit, token) =>
                {
                    await work(unit, token);
                    throw new FirstRunException();
                },
                cancellationToken);
        }
        catch (FirstRunException)
        {
        }

        return await store.ExecuteAsync(work, cancellationToken);
    }

    /// <inheritdoc />
    public async Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken)
    {
        await store.AppendClicksAsync(batch, cancellationToken);
        await store.AppendClicksAsync(batch, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T> => store.ReadAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T> => store.SumAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        store.ClaimAsync(kind, most, lease, cancellationToken);

    /// <inheritdoc />
    public Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) =>
        store.CompleteAsync(item, cancellationToken);

    /// <inheritdoc />
    public Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken) =>
        store.RescheduleAsync(item, dueAt, error, cancellationToken);

    private sealed class FirstRunException : Exception;
}
