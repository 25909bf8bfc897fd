using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework;

/// <summary>Runs work in a context of a new scope, under the execution strategy that the host has chosen (C6).</summary>
internal sealed class ContextScopes<TContext>(IServiceScopeFactory scopes) where TContext : DbContext
{
    /// <summary>Runs the work, each try in a scope of its own.</summary>
    public async Task<T> RunAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // What the library commits stays committed, whatever becomes of a transaction scope of the caller's.
        using var apart = Transaction.Current is null
            ? null
            : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var context = scope.ServiceProvider.GetRequiredService<TContext>();
            var strategy = context.Database.CreateExecutionStrategy();
            return strategy.RetriesOnFailure
                ? await strategy.ExecuteAsync(token => RunApartAsync(work, token), cancellationToken).ConfigureAwait(false)
                : await work(context, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> RunApartAsync<T>(Func<TContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var context = scope.ServiceProvider.GetRequiredService<TContext>();
            return await work(context, cancellationToken).ConfigureAwait(false);
        }
    }
}
