using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Affiliate.EntityFramework;

/// <summary>Keeps everything in the host's database, each unit in a scope and a context of its own.</summary>
internal sealed class EfAffiliateStore<TContext>(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<EfAffiliateStore<TContext>> logger)
    : IAffiliateStore, IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private readonly ContextScopes<TContext> _contexts = new(scopes);
    private readonly TransientRetry _retry = new(time, logger);

    public Task<T> ExecuteAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _retry.RunAsync(() => ExecuteOnceAsync(work, cancellationToken), cancellationToken);
    }

    public async Task AppendClicksAsync(ClickBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Clicks.Count, nameof(batch));
        await _retry.RunAsync(
            async () =>
            {
                await AppendOnceAsync(batch, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Query<T> query, [EnumeratorCancellation] CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        var lease = _contexts.Lease();
        await using (lease.ConfigureAwait(false))
        {
            // The reader may stop anywhere; a context that has only read can always read again.
            lease.IsSound = true;
            var records = lease.Context.Select(query).AsAsyncEnumerable();
            await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    public Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync((context, token) => context.SumAsync(query, token), cancellationToken);
    }

    public Task<IReadOnlyList<WorkItem>> ClaimAsync(
        WorkKind kind, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return RunAsync((context, token) => WorkQueue.ClaimAsync(context, kind, most, now, lease, token), cancellationToken);
    }

    public Task<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return RunAsync((context, token) => WorkQueue.CompleteAsync(context, item, token), cancellationToken);
    }

    public Task<bool> RescheduleAsync(
        WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return RunAsync(
            (context, token) => WorkQueue.RescheduleAsync(context, item, dueAt, error, token), cancellationToken);
    }

    public void Dispose() => _contexts.Dispose();

    public ValueTask DisposeAsync() => _contexts.DisposeAsync();

    private Task<T> RunAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _retry.RunAsync(() => _contexts.RunAsync(work, cancellationToken), cancellationToken);

    private async Task<T> ExecuteOnceAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var writes = new UnitWrites();
        try
        {
            return await _contexts.RunAsync(RunUnitAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException failure)
        {
            throw new StoreConflictException("A record of the unit was changed or removed by another.", failure);
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException && !TransientFailure.Is(failure))
        {
            await ThrowIfConflictAsync(writes, failure, cancellationToken).ConfigureAwait(false);
            throw;
        }

        async Task<T> RunUnitAsync(TContext context, CancellationToken token)
        {
            writes = new UnitWrites();
            var unit = await EfUnit.BeginAsync(context, writes, token).ConfigureAwait(false);
            await using (unit.ConfigureAwait(false))
            {
                var result = await work(unit, token).ConfigureAwait(false);
                await unit.CommitAsync(token).ConfigureAwait(false);
                return result;
            }
        }
    }

    private async Task AppendOnceAsync(ClickBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            // Nobody looks whether the batch is there already: its first click would make the insert fail.
            await _contexts.RunAsync(
                async (context, token) =>
                {
                    await StoreModel.Of(context).AppendAsync(context, batch, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException && !TransientFailure.Is(failure))
        {
            if (!await IsAppendedAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                await ThrowIfConflictAsync(UnitWrites.Of(batch), failure, cancellationToken).ConfigureAwait(false);
                throw;
            }
        }
    }

    private Task<bool> IsAppendedAsync(ClickBatch batch, CancellationToken cancellationToken) => _contexts.RunAsync(
        async (context, token) => await StoreModel.Of(context)
            .FindAsync(context, Click.ById(batch.Clicks[0].Id), token).ConfigureAwait(false) is not null,
        cancellationToken);

    private async Task ThrowIfConflictAsync(UnitWrites writes, Exception failure, CancellationToken cancellationToken)
    {
        writes.ThrowIfContradictory();
        if (await _contexts.RunAsync(writes.AnyKeyIsTakenAsync, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreConflictException("Another unit was first with a key of this one.", failure);
        }
    }
}
