namespace Affiliate;

/// <summary>Lets so many clicks through a link and no more, on however many instances (semantics 6).</summary>
internal sealed class LinkCap(UnitRunner units)
{
    /// <summary>Takes one of a link's clicks.</summary>
    /// <returns><see langword="false"/> when none is left; <see langword="null"/> when the store cannot be asked.</returns>
    public async ValueTask<bool?> TryTakeAsync(Link link, long most, CancellationToken cancellationToken)
    {
        try
        {
            return await units.RunAsync(
                (unit, token) => unit.TryIncrementAsync(link.ClickCounter, 1, most, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
