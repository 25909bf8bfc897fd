using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>
/// Commits queued clicks in groups: a batch is what arrived while the last one was committed, so nothing waits for a timer.
/// </summary>
internal sealed class ClickFlusher(
    ClickRecorder recorder,
    ClickBatchBuilder batches,
    IAffiliateStore store,
    WorkSignal signal,
    StoreOutage outage,
    IOptions<AffiliateOptions> options,
    TimeProvider time,
    ILogger<ClickFlusher> logger,
    WebhookSubscriptions? webhooks = null) : IHostedService, IDisposable
{
    /// <summary>How long a request is kept waiting for its commit, in the queue and again for the store.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long clicks that were answered already are tried again while the store is away.</summary>
    private static readonly TimeSpan BufferedPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromSeconds(1);

    private readonly bool _isBuffered = options.Value.ClickDurability == ClickDurability.Buffered;
    private readonly PendingClick[] _taken = new PendingClick[options.Value.ClickBatchLimit];
    private readonly CancellationTokenSource _stopping = new();
    private Task _flushing = Task.CompletedTask;
    private Exception? _lastFailure;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _flushing = Task.Run(FlushAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Commits what is queued; clicks that come later are refused.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        recorder.Close();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task FlushAsync()
    {
        // Ends when the queue is closed and empty, not before: shutting down drains.
        while (await recorder.Queue.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // Behind the requests that are ready to add theirs: the busier the machine, the more clicks share a commit.
            await Task.Yield();
            try
            {
                await CommitAsync(_taken.AsMemory(0, Take())).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.LoopFailed(logger, exception);
            }
        }
    }

    private int Take()
    {
        var count = 0;
        while (count < _taken.Length && recorder.Queue.TryRead(out var pending))
        {
            if (!_isBuffered && time.GetElapsedTime(pending.QueuedAt) > AnswerLimit)
            {
                pending.Complete(isCommitted: false);
                Telemetry.ClicksDropped.Add(1);
            }
            else
            {
                _taken[count++] = pending;
            }
        }

        return count;
    }

    private async Task CommitAsync(ReadOnlyMemory<PendingClick> clicks)
    {
        var startedAt = time.GetTimestamp();
        while (!clicks.IsEmpty && !await TryCommitAsync(clicks).ConfigureAwait(false))
        {
            outage.Report(_lastFailure!);
            if (!_isBuffered || _stopping.IsCancellationRequested
                || time.GetElapsedTime(startedAt) > BufferedPatience)
            {
                Drop(clicks.Span);
                return;
            }

            await Task.Delay(PauseWhileAway, time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Commits what can be committed; <see langword="false"/> when nothing could and every click is still open.</summary>
    private async Task<bool> TryCommitAsync(ReadOnlyMemory<PendingClick> clicks)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        var wasAway = outage.IsOpen;
        if (await TryAppendAsync(clicks, limit.Token).ConfigureAwait(false))
        {
            return true;
        }

        if (wasAway)
        {
            return false;
        }

        await Task.Delay(PauseBeforeRetry, time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await TryAppendAsync(clicks, limit.Token).ConfigureAwait(false)
            || await TryAppendHalvesAsync(clicks, limit.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes in on a row that the store refuses, so that it does not fail its neighbours. When both halves fail it is
    /// the store, not a row.
    /// </summary>
    private async Task<bool> TryAppendHalvesAsync(ReadOnlyMemory<PendingClick> clicks, CancellationToken cancellationToken)
    {
        if (clicks.Length == 1)
        {
            return false;
        }

        var first = clicks[..(clicks.Length / 2)];
        var second = clicks[first.Length..];
        var isFirstIn = await TryAppendAsync(first, cancellationToken).ConfigureAwait(false);
        var isSecondIn = await TryAppendAsync(second, cancellationToken).ConfigureAwait(false);
        if (!isFirstIn && !isSecondIn)
        {
            return false;
        }

        var refused = isFirstIn ? second : first;
        if (isFirstIn != isSecondIn && !await TryAppendHalvesAsync(refused, cancellationToken).ConfigureAwait(false))
        {
            Log.ClicksDropped(logger, _lastFailure, refused.Length);
            Drop(refused.Span);
        }

        return true;
    }

    private async Task<bool> TryAppendAsync(ReadOnlyMemory<PendingClick> clicks, CancellationToken cancellationToken)
    {
        ClickBatch batch;
        try
        {
            if (webhooks is not null)
            {
                await webhooks.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            batch = batches.Build(clicks.Span);
            await store.AppendClicksAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _lastFailure = exception;
            return false;
        }

        outage.Recover();
        foreach (var click in clicks.Span)
        {
            click.Complete(isCommitted: true);
        }

        Telemetry.Clicks.Add(clicks.Length);
        foreach (var kind in batch.Work.Select(item => item.Kind).Distinct())
        {
            signal.Signal(kind);
        }

        return true;
    }

    private static void Drop(ReadOnlySpan<PendingClick> clicks)
    {
        foreach (var click in clicks)
        {
            click.Complete(isCommitted: false);
        }

        Telemetry.ClicksDropped.Add(clicks.Length);
    }
}
