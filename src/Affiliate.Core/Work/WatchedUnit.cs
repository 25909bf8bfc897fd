namespace Affiliate;

/// <summary>A unit that notes which kinds of work it adds, so that only the loops concerned are woken.</summary>
internal sealed class WatchedUnit(IAffiliateUnit unit) : IAffiliateUnit
{
    private readonly Dictionary<CounterClaim, bool> _claims = [];
    private readonly HashSet<CounterClaim> _usedClaims = [];
    private readonly HashSet<WorkKind> _addedWork = [];

    public IReadOnlyCollection<WorkKind> AddedWork => _addedWork;

    /// <summary>Raises the counters that the unit is known to need.</summary>
    public async Task BeginAsync(IReadOnlyList<CounterClaim> claims, CancellationToken cancellationToken)
    {
        foreach (var claim in claims.OrderBy(claim => claim.Counter, StringComparer.Ordinal))
        {
            _claims[claim] = await unit.TryIncrementAsync(claim.Counter, 1, claim.Most, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Whether a counter was raised; a unit that did not begin with it begins again.</summary>
    public bool Claimed(string counter, long most)
    {
        var claim = new CounterClaim(counter, most);
        if (!_claims.TryGetValue(claim, out var isGranted))
        {
            throw new ClaimsChangedException([.. _claims.Keys, claim]);
        }

        _usedClaims.Add(claim);
        return isGranted;
    }

    /// <summary>What was raised in vain is not committed.</summary>
    public void End()
    {
        if (_claims.Any(claim => claim.Value && !_usedClaims.Contains(claim.Key)))
        {
            throw new ClaimsChangedException([.. _usedClaims]);
        }
    }

    public Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T> =>
        unit.FindAsync(key, cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T> =>
        unit.ListAsync(query, cancellationToken);

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        if (record is WorkItem item)
        {
            _addedWork.Add(item.Kind);
        }

        unit.Add(record);
    }

    public void Save<T>(T record) where T : class, IRecord<T> => unit.Save(record);

    public void Remove<T>(T record) where T : class, IRecord<T> => unit.Remove(record);

    public Task<bool> TryIncrementAsync(string counter, long by, long most, CancellationToken cancellationToken) =>
        unit.TryIncrementAsync(counter, by, most, cancellationToken);
}
