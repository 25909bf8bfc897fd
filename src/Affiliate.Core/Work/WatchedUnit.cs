namespace Affiliate;

/// <summary>
/// A unit that notes which kinds of work it adds, so that only the loops concerned are woken, and what it takes from capped
/// counters, so that they can be raised first.
/// </summary>
internal sealed class WatchedUnit(IAffiliateUnit unit, CounterTakes takes) : IAffiliateUnit
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

        if (!await takes.TryRaiseAsync(unit, cancellationToken).ConfigureAwait(false))
        {
            throw new CountersUsedUpException();
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

    /// <summary>Writes what was collected. What was raised in vain, or not raised, is not committed.</summary>
    public void End()
    {
        Progress.Write(unit);
        if (!takes.IsSettled)
        {
            throw new CountersNotRaisedException(takes.Next());
        }

        if (_claims.Any(claim => claim.Value && !_usedClaims.Contains(claim.Key)))
        {
            throw new ClaimsChangedException([.. _usedClaims]);
        }
    }

    /// <summary>What the unit takes from counters.</summary>
    public CounterTakes Takes => takes;

    /// <summary>How far the customers of this unit's sales are.</summary>
    public ProgressBook Progress { get; } = new();

    /// <summary>The watched unit behind a unit.</summary>
    /// <exception cref="InvalidOperationException">The unit was not started by <see cref="UnitRunner"/>.</exception>
    public static WatchedUnit Of(IAffiliateUnit unit) => unit as WatchedUnit
        ?? throw new InvalidOperationException("Commissions are earned in units of the runner only.");

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
