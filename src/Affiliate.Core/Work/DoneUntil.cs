namespace Affiliate;

/// <summary>The day before which a recurring job has nothing left to do, kept as a counter.</summary>
internal sealed class DoneUntil(IAffiliateStore store, UnitRunner units, string counter)
{
    public async Task<DateOnly> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(Counter.Record.ByPrimaryKey(counter), cancellationToken).ConfigureAwait(false);
        return DateOnly.FromDayNumber((int)(found?.Value ?? 0));
    }

    /// <summary>Raises it; does nothing when another instance did.</summary>
    public async Task RaiseAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (to > from)
        {
            await units.RunAsync(
                (unit, token) => unit.TryIncrementAsync(counter, to.DayNumber - from.DayNumber, most: to.DayNumber, token),
                cancellationToken).ConfigureAwait(false);
        }
    }
}
