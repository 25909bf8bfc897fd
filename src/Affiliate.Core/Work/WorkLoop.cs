using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Claims and runs the work of one kind until the host stops. Nothing that happens in it ends it (I16).</summary>
internal sealed class WorkLoop(
    IWorkHandler handler,
    IAffiliateStore store,
    WorkSignal signal,
    WorkRunner runner,
    RecurringWork recurring,
    StoreOutage outage,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecurringCheckInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPauseWhileAway = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPauseWhileAway = TimeSpan.FromSeconds(5);

    /// <summary>How long work in hand may go on after the host was told to stop.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _slots = new(handler.Parallelism);
    private readonly CancellationTokenSource _grace = new(Timeout.InfiniteTimeSpan, time);
    private long? _recurringCheckedAt;
    private TimeSpan _pauseWhileAway = ShortestPauseWhileAway;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.LoopFailed(logger, exception);
                await PauseAsync(LongestPauseWhileAway, stoppingToken).ConfigureAwait(false);
            }
        }

        await FinishAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _grace.Dispose();
        _slots.Dispose();
    }

    /// <summary>Claims what is due for the free slots and starts it, or waits when there is nothing.</summary>
    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        await _slots.WaitAsync(stoppingToken).ConfigureAwait(false);
        var free = 1;
        while (_slots.Wait(0, CancellationToken.None))
        {
            free++;
        }

        // Taken before looking, so that work committed while we look wakes us.
        var wake = signal.Next(handler.Kind);
        var claimed = await TryClaimAsync(free, stoppingToken).ConfigureAwait(false);
        foreach (var item in claimed ?? [])
        {
            _ = RunItemAsync(item);
        }

        var unused = free - (claimed?.Count ?? 0);
        if (unused > 0)
        {
            _slots.Release(unused);
        }

        if (claimed is null)
        {
            await PauseAsync(_pauseWhileAway, stoppingToken).ConfigureAwait(false);
            _pauseWhileAway = TimeSpan.FromTicks(Math.Min(_pauseWhileAway.Ticks * 2, LongestPauseWhileAway.Ticks));
        }
        else if (claimed.Count == 0)
        {
            // Fewer than asked for may also mean that another instance was quicker with some: then there may be more.
            await WaitForWorkAsync(wake, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>The items taken; <see langword="null"/> when the store is away or the host stops: the slots go back.</summary>
    private async Task<IReadOnlyList<WorkItem>?> TryClaimAsync(int most, CancellationToken stoppingToken)
    {
        try
        {
            await EnsureRecurringAsync(stoppingToken).ConfigureAwait(false);
            var claimed = await store.ClaimAsync(handler.Kind, most, WorkRunner.Lease, stoppingToken).ConfigureAwait(false);
            outage.Recover();
            _pauseWhileAway = ShortestPauseWhileAway;
            return claimed;
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                outage.Report(exception);
            }

            return null;
        }
    }

    private async Task EnsureRecurringAsync(CancellationToken stoppingToken)
    {
        if (handler.RecurringSubject is { } subject
            && (_recurringCheckedAt is not { } checkedAt || time.GetElapsedTime(checkedAt) >= RecurringCheckInterval))
        {
            await recurring.EnsureAsync(handler.Kind, subject, stoppingToken).ConfigureAwait(false);
            _recurringCheckedAt = time.GetTimestamp();
        }
    }

    private async Task RunItemAsync(WorkItem item)
    {
        try
        {
            // A handler may run long before it first awaits; the loop must go on claiming meanwhile.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await runner.RunAsync(handler, item, _grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.LoopFailed(logger, exception);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task WaitForWorkAsync(Task wake, CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(wake, Task.Delay(LookInterval, time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken) =>
        await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for work in hand; what does not end in time is cancelled and goes back to the queue.</summary>
    private async Task FinishAsync()
    {
        _grace.CancelAfter(StopGrace);
        for (var i = 0; i < handler.Parallelism; i++)
        {
            await _slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
