using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework;

/// <summary>Runs work in contexts of scopes of its own, under the execution strategy that the host has chosen (C6).</summary>
internal sealed class ContextScopes<TContext>(IServiceScopeFactory scopes) : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private ContextScope? _kept;

    /// <summary>Runs work, each try in a new scope.</summary>
    public async Task<T> RunAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var apart = SetApart();
        var scope = new ContextScope(scopes);
        await using (scope.ConfigureAwait(false))
        {
            var strategy = scope.Strategy;
            return strategy.RetriesOnFailure
                ? await strategy.ExecuteAsync(token => RunOnceAsync(work, token), cancellationToken).ConfigureAwait(false)
                : await work(scope.Context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs work that happens all the time and that leaves nothing in its context, in a context that is kept for the next
    /// time: making one costs more than a small batch of clicks.
    /// </summary>
    public async Task RunInKeptAsync(Func<TContext, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var apart = SetApart();
        var scope = Interlocked.Exchange(ref _kept, null) ?? new ContextScope(scopes);
        try
        {
            await scope.Strategy.ExecuteAsync(token => work(scope.Context, token), cancellationToken).ConfigureAwait(false);
            scope = Interlocked.Exchange(ref _kept, scope);
        }
        finally
        {
            // A failed one, or one that another call has left meanwhile.
            if (scope is not null)
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _kept, null)?.Dispose();

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _kept, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<T> RunOnceAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var scope = new ContextScope(scopes);
        await using (scope.ConfigureAwait(false))
        {
            return await work(scope.Context, cancellationToken).ConfigureAwait(false);
        }
    }

    // What the library commits stays committed, whatever becomes of a transaction scope of the caller's.
    private static TransactionScope? SetApart() => Transaction.Current is null
        ? null
        : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private sealed class ContextScope(IServiceScopeFactory scopes) : IDisposable, IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope = scopes.CreateAsyncScope();

        public TContext Context => field ??= _scope.ServiceProvider.GetRequiredService<TContext>();

        public IExecutionStrategy Strategy => Context.Database.CreateExecutionStrategy();

        public void Dispose() => _scope.Dispose();

        public ValueTask DisposeAsync() => _scope.DisposeAsync();
    }
}
