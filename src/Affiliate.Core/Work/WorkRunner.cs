using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Runs one claimed item and settles what becomes of it.</summary>
internal sealed class WorkRunner(
    IAffiliateStore store, IOptions<AffiliateOptions> options, TimeProvider time, ILogger<WorkRunner> logger)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a claim lasts: after a crash the item is taken up again by then (I4).</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one try may take: it ends before the lease does, so that nobody else has begun.</summary>
    public static TimeSpan RunLimit { get; } = TimeSpan.FromSeconds(50);

    /// <param name="handler">Who does the work.</param>
    /// <param name="item">The item as claimed.</param>
    /// <param name="stopping">The host does not wait any longer.</param>
    public async Task RunAsync(IWorkHandler handler, WorkItem item, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(RunLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        Exception? failure = null;
        WorkResult result = default;
        try
        {
            // Waits no longer than the limit, even for a handler that does not look at its token.
            result = await handler.RunAsync(item, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            failure = new TimeoutException($"The work took longer than {RunLimit.TotalSeconds} seconds.");
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        try
        {
            using var settling = new CancellationTokenSource(SettleLimit, time);
            var isReleased = failure is not null && stopping.IsCancellationRequested;
            var isHeld = await (failure is null ? SettleAsync(item, result, settling.Token)
                : isReleased ? ReleaseAsync(item, settling.Token)
                : FailAsync(handler, item, failure, settling.Token)).ConfigureAwait(false);
            if (!isHeld)
            {
                Log.FenceLost(logger, item.Kind, item.Subject);
            }
        }
        catch (Exception exception)
        {
            // The lease runs out by itself and the item is taken up again.
            Log.NotSettled(logger, exception, item.Kind, item.Subject);
        }
    }

    private Task<bool> SettleAsync(WorkItem item, WorkResult result, CancellationToken cancellationToken) =>
        result.DueAgainAt is { } dueAt
            ? store.RescheduleAsync(item, dueAt.ToUtcMilliseconds(), error: null, cancellationToken)
            : store.CompleteAsync(item, cancellationToken);

    private Task<bool> ReleaseAsync(WorkItem item, CancellationToken cancellationToken) =>
        store.RescheduleAsync(item, time.GetUtcMilliseconds(), item.LastError, cancellationToken);

    private Task<bool> FailAsync(
        IWorkHandler handler, WorkItem item, Exception failure, CancellationToken cancellationToken)
    {
        if (handler.RecurringSubject is null && item.Tries >= options.Value.MaxAttempts)
        {
            Log.WorkParked(logger, failure, item.Kind, item.Subject, item.Tries);
            return store.RescheduleAsync(item, dueAt: null, ErrorText.Of(failure), cancellationToken);
        }

        var dueAt = time.GetUtcMilliseconds() + Backoff.After(item.Tries);
        Log.WorkFailed(logger, failure, item.Kind, item.Subject, item.Tries, dueAt);
        return store.RescheduleAsync(item, dueAt, ErrorText.Of(failure), cancellationToken);
    }
}
