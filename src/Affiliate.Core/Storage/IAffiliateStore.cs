namespace Affiliate;

/// <summary>Keeps everything. Implemented in memory, over Entity Framework, or by a host.</summary>
/// <remarks>
/// <c>docs/stores.md</c> is the guide, the suite in <c>Affiliate.Conformance</c> the contract. A broken unique key or a stale version
/// fails the whole unit with <see cref="StoreConflictException"/>; any other exception leaves no trace either. Look-ups are ordinal.
/// A store may refuse, with any exception, values that <see cref="RecordField"/> does not promise: longer texts, parts of milliseconds.
/// </remarks>
public interface IAffiliateStore
{
    /// <summary>Runs a unit of work and commits it.</summary>
    /// <param name="work">May be called again after a transient failure: it must touch nothing but its unit.</param>
    /// <param name="cancellationToken">Gives up; nothing is committed then.</param>
    /// <returns>What <paramref name="work"/> returned on the call that was committed.</returns>
    /// <exception cref="StoreConflictException">A unique key exists already or a version is stale.</exception>
    Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Appends a batch of clicks with its tallies and work, all or nothing. The same batch again has no effect. A tally whose identifier
    /// is stored already is added to that one, its version raised by one.
    /// </summary>
    /// <remarks>A batch whose first click exists was appended before.</remarks>
    /// <exception cref="StoreConflictException">A key other than a tally's exists, and the batch was not appended before.</exception>
    Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken);

    /// <summary>Reads committed records, outside any unit.</summary>
    IAsyncEnumerable<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken) where T : class, IRecord<T>;

    /// <summary>Counts and adds up committed records, a row for each group that has any; a sum that does not fit 64 bits is an error.</summary>
    Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>;

    /// <summary>
    /// Takes work that is due, earliest first, and leases it: each item's <see cref="WorkItem.DueAt"/> moves to the lease's
    /// end, its <see cref="WorkItem.Attempt"/> and <see cref="WorkItem.Tries"/> rise by one, <see cref="WorkItem.ClaimedBy"/> becomes a
    /// random number, in one conditional update, so that one caller gets each item.
    /// </summary>
    /// <remarks>Now is that of the <see cref="TimeProvider"/> among the services, cut to the millisecond; what is due now is due.</remarks>
    /// <returns>The items as they are after the claim.</returns>
    Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Removes an item that is done.</summary>
    /// <returns>
    /// Whether the caller still held it: the item is there and has the <see cref="WorkItem.Attempt"/> of <paramref name="item"/>. An expired
    /// lease that nobody took up is still held (C4).
    /// </returns>
    Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken);

    /// <summary>Puts an item back.</summary>
    /// <param name="item">The item as claimed.</param>
    /// <param name="dueAt">When it is due again; <see langword="null"/> parks it until somebody re-runs it.</param>
    /// <param name="error">
    /// Why, at most 500 characters; <see langword="null"/> when nothing failed: <see cref="WorkItem.Tries"/> is 0 again then.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the caller still held it.</returns>
    Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken);
}
