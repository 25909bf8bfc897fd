namespace Affiliate;

/// <summary>
/// Keeps long work in the background from taking a processor away from requests for long (P3): a few milliseconds of work, then a pause
/// twice as long. By a clock that stands still it never pauses.
/// </summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    private long _since = time.GetTimestamp();

    /// <summary>Pauses when it is time to. To be called often, while nothing is held that others wait for.</summary>
    public Task KeepAsync(CancellationToken cancellationToken)
    {
        var worked = time.GetElapsedTime(_since);
        return worked < Slice ? Task.CompletedTask : PauseAsync(2 * worked, cancellationToken);
    }

    private async Task PauseAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await Task.Delay(length, time, cancellationToken).ConfigureAwait(false);
        _since = time.GetTimestamp();
    }
}
