namespace Affiliate;

/// <summary>Lets so many clicks through a link and no more, on however many instances (semantics 6).</summary>
internal sealed class LinkCap(UnitRunner units, IAffiliateStore store)
{
    /// <summary>Takes one of a link's clicks; a link without a cap always has one.</summary>
    /// <returns><see langword="false"/> when none is left; <see langword="null"/> when the store cannot be asked.</returns>
    public ValueTask<bool?> TryTakeAsync(Link link, CancellationToken cancellationToken) => link.MaxClicks is { } most
        ? AskAsync(
            () => units.RunAsync((unit, token) => unit.TryIncrementAsync(link.ClickCounter, 1, most, token), cancellationToken),
            cancellationToken)
        : new ValueTask<bool?>(true);

    /// <summary>Whether a link has clicks left, taking none.</summary>
    /// <returns><see langword="null"/> when the store cannot be asked.</returns>
    public ValueTask<bool?> HasRoomAsync(Link link, CancellationToken cancellationToken) => link.MaxClicks is { } most
        ? AskAsync(
            async () => await store.FindAsync(Counter.Record.ByPrimaryKey(link.ClickCounter), cancellationToken)
                .ConfigureAwait(false) is not { } taken || taken.Value < most,
            cancellationToken)
        : new ValueTask<bool?>(true);

    private static async ValueTask<bool?> AskAsync(Func<Task<bool>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
