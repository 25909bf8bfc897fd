using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Affiliate;

/// <summary>A click on its way to its commit, and the promise that its request awaits. Reused.</summary>
internal sealed class PendingClick : IValueTaskSource<bool>
{
    private const int MostKept = 4_096;

    private static readonly ConcurrentQueue<PendingClick> Kept = new();

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _patience;
    private bool _isAwaited;
    private bool _isGivenUp;

    private PendingClick()
    {
    }

    public Click Click { get; private set; } = null!;

    /// <summary>When it was made, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long QueuedAt { get; private set; }

    /// <summary>
    /// Completes when the click is committed (true), or when it is not or its request waits no longer (false). To be awaited
    /// exactly once.
    /// </summary>
    public ValueTask<bool> Outcome => new(this, _source.Version);

    /// <param name="click">The click.</param>
    /// <param name="isAwaited">Whether somebody awaits <see cref="Outcome"/>.</param>
    /// <param name="queuedAt">The timestamp of now.</param>
    /// <param name="patience">Ends the waiting, not the click.</param>
    public static PendingClick Of(Click click, bool isAwaited, long queuedAt, CancellationToken patience)
    {
        var pending = Kept.TryDequeue(out var kept) ? kept : new PendingClick();
        pending.Click = click;
        pending._isAwaited = isAwaited;
        pending.QueuedAt = queuedAt;
        pending._patience = patience.UnsafeRegister(static state => ((PendingClick)state!).GiveUp(), pending);
        return pending;
    }

    public void Complete(bool isCommitted)
    {
        // Waits for a giving up that has begun.
        _patience.Dispose();
        if (_isGivenUp)
        {
            // Whoever waited may not have looked yet: not to be used again.
            return;
        }

        if (_isAwaited)
        {
            _source.SetResult(isCommitted);
        }
        else
        {
            Keep();
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        var result = _source.GetResult(token);
        if (!_isGivenUp)
        {
            Keep();
        }

        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends one that was never queued and that nobody awaits.</summary>
    public void Discard()
    {
        _patience.Dispose();
        if (!_isGivenUp)
        {
            Keep();
        }
    }

    /// <summary>Ready for another click; a surplus is left to the garbage collector.</summary>
    private void Keep()
    {
        Click = null!;
        _patience = default;
        _source.Reset();
        if (Kept.Count < MostKept)
        {
            Kept.Enqueue(this);
        }
    }

    private void GiveUp()
    {
        _isGivenUp = true;
        _source.SetResult(false);
    }
}
