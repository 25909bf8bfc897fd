using System.Data.Common;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A database failure as a provider throws it.</summary>
internal sealed class DatabaseAwayException() : DbException("The database is away; the password is hunter2.");

/// <summary>A store that fails for a while, as a whole or for clicks only.</summary>
internal class FailingStore(TimeProvider time) : IAffiliateStore, IDisposable
{
    private readonly InMemoryAffiliateStore _inner = new(time);

    public bool IsAway { get; set; }

    public bool RefusesClicks { get; set; }

    public Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        Inner.ExecuteAsync(work, cancellationToken);

    public Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken) =>
        RefusesClicks ? throw new DatabaseAwayException() : Inner.AppendClicksAsync(batch, cancellationToken);

    public IAsyncEnumerable<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T> => Inner.ReadAsync(query, cancellationToken);

    public Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T> => Inner.SumAsync(query, cancellationToken);

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        Inner.ClaimAsync(kind, most, lease, cancellationToken);

    public Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) =>
        Inner.CompleteAsync(item, cancellationToken);

    public Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken) =>
        Inner.RescheduleAsync(item, dueAt, error, cancellationToken);

    public void Dispose() => _inner.Dispose();

    private InMemoryAffiliateStore Inner => IsAway ? throw new DatabaseAwayException() : _inner;
}

/// <summary>A store that never takes a click.</summary>
internal sealed class BrokenClicksStore : FailingStore
{
    public BrokenClicksStore(TimeProvider time)
        : base(time) => RefusesClicks = true;
}
