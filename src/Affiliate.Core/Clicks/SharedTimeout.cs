namespace Affiliate;

/// <summary>Time-outs of nearly the same length for very many: one timer for all that begin within a quarter of a second.</summary>
/// <param name="length">How long one lasts, or up to a quarter of a second less.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedTimeout(TimeSpan length, TimeProvider time)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(250);

    private volatile Beginning? _latest;

    /// <summary>A token that is canceled when a time-out that begins now is over.</summary>
    public CancellationToken Begin()
    {
        var latest = _latest;
        if (latest is null || time.GetElapsedTime(latest.At) >= Slot)
        {
            // Two at once make two: each has its own timer, and the one that is forgotten ends like the other.
            _latest = latest = new Beginning(time.GetTimestamp(), new CancellationTokenSource(length, time));
        }

        return latest.Source.Token;
    }

    private sealed record Beginning(long At, CancellationTokenSource Source);
}
