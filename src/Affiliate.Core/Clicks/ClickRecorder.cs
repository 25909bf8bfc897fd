using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Takes clicks and answers when they are committed, many in one transaction (I1, semantics 25).</summary>
internal sealed class ClickRecorder
{
    /// <summary>How long a request waits for room in a full queue (I3).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long a page or redirect is held up for its click; the click may still be committed afterwards.</summary>
    private static readonly TimeSpan PatienceOfPages = TimeSpan.FromSeconds(2);

    private readonly Channel<PendingClick> _queue;
    private readonly SharedTimeout _pages;
    private readonly TimeProvider _time;
    private readonly bool _isBuffered;

    public ClickRecorder(IOptions<AffiliateOptions> options, TimeProvider time)
    {
        _time = time;
        _pages = new SharedTimeout(PatienceOfPages, time);
        _isBuffered = options.Value.ClickDurability == ClickDurability.Buffered;
        _queue = Channel.CreateBounded<PendingClick>(new BoundedChannelOptions(options.Value.ClickQueueLimit)
        {
            SingleReader = true,
        });
    }

    /// <summary>What waits for the <see cref="ClickFlusher"/>.</summary>
    public ChannelReader<PendingClick> Queue => _queue.Reader;

    /// <summary>Records a click.</summary>
    /// <param name="click">The click; its texts are safe already, see <see cref="ClickText"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for room. A click in the queue is committed all the same.</param>
    /// <returns>
    /// Whether the click is committed (with <see cref="ClickDurability.Buffered"/>: queued). Never throws for a store that
    /// is away.
    /// </returns>
    public ValueTask<bool> RecordAsync(Click click, CancellationToken cancellationToken) =>
        RecordAsync(PendingClick.Of(click, isAwaited: !_isBuffered, _time.GetTimestamp(), CancellationToken.None), cancellationToken);

    /// <summary>Records a click of somebody who waits for a page, like <see cref="RecordAsync(Click, CancellationToken)"/> but not for long.</summary>
    /// <returns>Whether the click is known to be committed, after two seconds at the latest.</returns>
    public ValueTask<bool> RecordSoonAsync(Click click, CancellationToken cancellationToken) => _isBuffered
        ? RecordAsync(click, cancellationToken)
        : RecordAsync(
            PendingClick.Of(click, isAwaited: true, _time.GetTimestamp(), _pages.Begin()), cancellationToken);

    /// <summary>Takes no more clicks; those in the queue are still committed.</summary>
    public void Close() => _queue.Writer.TryComplete();

    private ValueTask<bool> RecordAsync(PendingClick pending, CancellationToken cancellationToken) =>
        _queue.Writer.TryWrite(pending) ? Answer(pending) : WaitForRoomAsync(pending, cancellationToken);

    private ValueTask<bool> Answer(PendingClick pending) =>
        _isBuffered ? new ValueTask<bool>(true) : pending.Outcome;

    private async ValueTask<bool> WaitForRoomAsync(PendingClick pending, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _queue.Writer.WriteAsync(pending, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            pending.Discard();
            Telemetry.ClicksDropped.Add(1);
            return false;
        }

        return await Answer(pending).ConfigureAwait(false);
    }
}
