using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Makes commits fail: before they happen, or after, as when the answer is lost on the way.</summary>
internal sealed class Faults : DbTransactionInterceptor
{
    /// <summary>Thrown instead of the next commits, one each.</summary>
    public Queue<Exception> BeforeCommit { get; } = new();

    /// <summary>Thrown after the next commits, one each.</summary>
    public Queue<Exception> AfterCommit { get; } = new();

    /// <summary>How many commits were tried.</summary>
    public int Commits { get; private set; }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        Commits++;
        return BeforeCommit.TryDequeue(out var failure) ? throw failure : new(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        AfterCommit.TryDequeue(out var failure) ? throw failure : Task.CompletedTask;
}

/// <summary>What a provider throws when trying again may help.</summary>
internal sealed class TransientDatabaseException(bool isTransient = true) : DbException("Injected")
{
    public override bool IsTransient => isTransient;
}
