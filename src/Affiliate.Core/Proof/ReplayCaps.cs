namespace Affiliate;

/// <summary>The counters of caps as they were before the replay, and as the replay leaves them. Nothing is written.</summary>
/// <param name="store">The store; <see langword="null"/> when all counters begin empty.</param>
internal sealed class ReplayCaps(IAffiliateStore? store)
{
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _takenSince = new(StringComparer.Ordinal);

    /// <summary>Notes what was taken since the first replayed sale: a counter's stored value less that is where the replay begins.</summary>
    public void Since(IEnumerable<IReadOnlyDictionary<string, long>> takes)
    {
        foreach (var (counter, amount) in takes.SelectMany(take => take))
        {
            _takenSince[counter] = _takenSince.GetValueOrDefault(counter) + amount;
        }
    }

    public async ValueTask<long> RoomAsync(CapCounter counter, CancellationToken ct) =>
        Math.Max(0, counter.Cap.AmountMinorUnits - await UsedAsync(counter.Name, ct).ConfigureAwait(false));

    public async ValueTask TakeAsync(IReadOnlyDictionary<string, long> takes, CancellationToken ct)
    {
        foreach (var (counter, amount) in takes)
        {
            _used[counter] = await UsedAsync(counter, ct).ConfigureAwait(false) + amount;
        }
    }

    private async ValueTask<long> UsedAsync(string counter, CancellationToken ct)
    {
        if (!_used.TryGetValue(counter, out var used))
        {
            var stored = store is null
                ? null
                : await store.FindAsync(Counter.Record.ByPrimaryKey(counter), ct).ConfigureAwait(false);
            _used[counter] = used = (stored?.Value ?? 0) - _takenSince.GetValueOrDefault(counter);
        }

        return used;
    }
}
