using System.Collections.Concurrent;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework;

/// <summary>
/// Runs work in contexts of scopes of its own, under the execution strategy that the host has chosen (C6). A context that
/// did its work well is kept for the next: to make one costs more than a small unit.
/// </summary>
internal sealed class ContextScopes<TContext>(IServiceScopeFactory scopes) : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private static readonly int MostKept = 2 * Environment.ProcessorCount;

    private readonly ConcurrentBag<ContextLease> _kept = [];

    /// <summary>Runs work; each try has a context to itself that no failure has touched.</summary>
    public async Task<T> RunAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var apart = SetApart();
        var lease = Lease();
        await using (lease.ConfigureAwait(false))
        {
            var strategy = lease.Context.Database.CreateExecutionStrategy();
            return strategy.RetriesOnFailure
                ? await strategy.ExecuteAsync(token => RunApartAsync(work, token), cancellationToken).ConfigureAwait(false)
                : await RunAsync(lease, work, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A context for the caller alone, until it is disposed.</summary>
    public ContextLease Lease() => _kept.TryTake(out var lease) ? lease : new ContextLease(this, scopes.CreateAsyncScope());

    public void Dispose()
    {
        while (_kept.TryTake(out var lease))
        {
            lease.Scope.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_kept.TryTake(out var lease))
        {
            await lease.Scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> RunApartAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var lease = Lease();
        await using (lease.ConfigureAwait(false))
        {
            return await RunAsync(lease, work, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<T> RunAsync<T>(
        ContextLease lease, Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!lease.IsOpen && SqlDialect.KeepsConnectionOpen(lease.Context))
        {
            await lease.Context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            lease.IsOpen = true;
        }

        var result = await work(lease.Context, cancellationToken).ConfigureAwait(false);
        lease.IsSound = true;
        return result;
    }

    // What the library commits stays committed, whatever becomes of a transaction scope of the caller's.
    private static TransactionScope? SetApart() => Transaction.Current is null
        ? null
        : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    public sealed class ContextLease(ContextScopes<TContext> owner, AsyncServiceScope scope) : IAsyncDisposable
    {
        public TContext Context { get; } = scope.ServiceProvider.GetRequiredService<TContext>();

        /// <summary>Whether the context can be used again: nothing has failed in it.</summary>
        public bool IsSound { get; set; }

        /// <summary>Whether its connection was opened, to stay so as long as the context.</summary>
        public bool IsOpen { get; set; }

        public AsyncServiceScope Scope => scope;

        public ValueTask DisposeAsync()
        {
            if (!IsSound || owner._kept.Count >= MostKept)
            {
                return scope.DisposeAsync();
            }

            Context.ChangeTracker.Clear();
            IsSound = false;
            owner._kept.Add(this);
            return ValueTask.CompletedTask;
        }
    }
}
