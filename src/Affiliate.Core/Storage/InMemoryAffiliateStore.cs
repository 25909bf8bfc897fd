using System.Runtime.CompilerServices;

namespace Affiliate;

/// <summary>Keeps everything in the memory of this process: for development, tests and trying things out.</summary>
internal sealed class InMemoryAffiliateStore(TimeProvider time) : IAffiliateStore, IDisposable
{
    private readonly InMemoryTables _tables = new();

    // One for all counters, so that units that want several never wait for each other in a circle.
    private readonly SemaphoreSlim _counting = new(1);

    public async Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellationToken.ThrowIfCancellationRequested();
        using var unit = new InMemoryUnit(_tables, _counting);
        var result = await work(unit, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        unit.Commit();
        return result;
    }

    public Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Clicks.Count, nameof(batch));
        cancellationToken.ThrowIfCancellationRequested();
        Check(batch.Clicks);
        Check(batch.Tallies);
        Check(batch.Events);
        Check(batch.Work);
        _tables.Change(changes =>
        {
            var isNew = changes.Find(Click.ById(batch.Clicks[0].Id)) is null;
            if (isNew)
            {
                Add(changes, batch.Clicks);
                Tally(changes, batch.Tallies);
                Add(changes, batch.Events);
                Add(changes, batch.Work);
            }

            return isNew;
        });
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Query<T> query, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var record in _tables.Select(query))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    public Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_tables.Sum(query));
    }

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcMilliseconds();
        var claim = Guid.CreateVersion7(now);
        var due = Query<WorkItem>.All
            .Equal(item => item.Kind, kind).AtMost(item => item.DueAt, now).Ascending(item => item.DueAt).Take(most);
        var claimed = _tables.Change(changes => changes.Select(due).ConvertAll(item =>
        {
            var leased = item with
            {
                DueAt = now + lease,
                Attempt = item.Attempt + 1,
                Tries = item.Tries + 1,
                ClaimedBy = claim,
            };
            changes.Change(item, leased);
            return leased;
        }));
        return Task.FromResult<IReadOnlyList<WorkItem>>(claimed);
    }

    public Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) =>
        ReplaceHeld(item, _ => null, cancellationToken);

    public Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken) =>
        ReplaceHeld(
            item,
            held => held with { DueAt = dueAt, LastError = error, Tries = error is null ? 0 : held.Tries },
            cancellationToken);

    public void Dispose() => _counting.Dispose();

    private Task<bool> ReplaceHeld(
        WorkItem item, Func<WorkItem, WorkItem?> replace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_tables.Change(changes =>
        {
            var held = changes.Find(WorkItem.Record.ByPrimaryKey(item.Id));
            if (held is null || held.Attempt != item.Attempt)
            {
                return false;
            }

            var replacement = replace(held);
            if (replacement is not null)
            {
                StoredValues.Check(replacement);
            }

            changes.Change(held, replacement);
            return true;
        }));
    }

    private static void Check<T>(IReadOnlyList<T> records) where T : class, IRecord<T>
    {
        foreach (var record in records)
        {
            StoredValues.Check(record);
        }
    }

    private static void Tally(InMemoryTables.Changes changes, IReadOnlyList<ClickTally> tallies)
    {
        foreach (var tally in tallies)
        {
            var stored = changes.Find(ClickTally.Record.ByPrimaryKey(tally.Id));
            if (stored is null)
            {
                changes.Add(tally);
            }
            else
            {
                changes.Change(stored, stored.Plus(tally) with { Version = stored.Version + 1 });
            }
        }
    }

    private static void Add<T>(InMemoryTables.Changes changes, IReadOnlyList<T> records) where T : class, IRecord<T>
    {
        foreach (var record in records)
        {
            changes.Add(record);
        }
    }
}
