namespace Affiliate.Core.Tests;

/// <summary>A store that fails when a test says so, and counts what it is asked.</summary>
internal sealed class FaultyStore(IAffiliateStore store) : IAffiliateStore
{
    private int _failedCalls;

    /// <summary>While set, every call fails as if the database were away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Calls that failed because <see cref="IsAway"/> was set.</summary>
    public int FailedCalls => Volatile.Read(ref _failedCalls);

    /// <summary>Called before a batch is appended; may throw, or wait.</summary>
    public Func<ClickBatch, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a batch was appended; throwing loses the answer, not the batch.</summary>
    public Action<ClickBatch> AfterAppend { get; set; } = _ => { };

    /// <summary>Called before a unit is run; may throw.</summary>
    public Action BeforeUnit { get; set; } = () => { };

    /// <summary>Called when a unit has done its work and is about to be committed: the moment for a rival.</summary>
    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before work is claimed; may wait for the cancellation.</summary>
    public Func<CancellationToken, Task> BeforeClaim { get; set; } = _ => Task.CompletedTask;

    public async Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        FailWhenAway();
        BeforeUnit();
        return await store.ExecuteAsync(
            async (unit, token) =>
            {
                var result = await work(unit, token);
                await BeforeCommit();
                return result;
            },
            cancellationToken);
    }

    public async Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken)
    {
        FailWhenAway();
        await BeforeAppend(batch);
        await store.AppendClicksAsync(batch, cancellationToken);
        AfterAppend(batch);
    }

    public IAsyncEnumerable<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        FailWhenAway();
        return store.ReadAsync(query, cancellationToken);
    }

    public Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        FailWhenAway();
        return store.SumAsync(query, cancellationToken);
    }

    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        FailWhenAway();
        await BeforeClaim(cancellationToken);
        return await store.ClaimAsync(kind, most, lease, cancellationToken);
    }

    public Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return store.CompleteAsync(item, cancellationToken);
    }

    public Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return store.RescheduleAsync(item, dueAt, error, cancellationToken);
    }

    private void FailWhenAway()
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _failedCalls);
            throw new IOException("The database is away.");
        }
    }
}
