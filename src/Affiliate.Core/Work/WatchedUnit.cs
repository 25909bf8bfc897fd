namespace Affiliate;

/// <summary>
/// A unit that notes which kinds of work it adds, so that only the loops concerned are woken, and what it takes from capped
/// counters, so that they can be raised first; and that holds its call to what it promised: one effect per idempotency key, against the state it was made for.
/// </summary>
internal sealed class WatchedUnit(IAffiliateUnit unit, CounterTakes takes, CallScope? call) : IAffiliateUnit
{
    private readonly Dictionary<CounterClaim, bool> _claims = [];
    private readonly HashSet<CounterClaim> _usedClaims = [];
    private readonly HashSet<WorkKind> _addedWork = [];
    private readonly HashSet<Type> _added = [];
    private string? _made;
    private string? _changed;
    private readonly UnitAudit? _audit = call?.Audit is null ? null : new UnitAudit();
    private bool _isExpected;
    private List<Action>? _afterCommit;

    /// <summary>What the call's idempotency key stands for: what was made, or where a call may change instead, what was changed.</summary>
    private string? Subject => _made ?? _changed;

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

    /// <summary>Whether the unit writes who a customer is or whose: reading again would not see it, and writing again would fail.</summary>
    public bool HasCustomer { get; private set; }

    /// <summary>What the unit takes from counters.</summary>
    public CounterTakes Takes => takes;

    /// <summary>How far the customers of this unit's sales are.</summary>
    public ProgressBook Progress { get; } = new();

    /// <summary>The watched unit behind a unit.</summary>
    /// <exception cref="InvalidOperationException">The unit was not started by <see cref="UnitRunner"/>.</exception>
    public static WatchedUnit Of(IAffiliateUnit unit) => unit as WatchedUnit
        ?? throw new InvalidOperationException("Commissions are earned in units of the runner only.");

    /// <summary>Writes the audit lines that are owed and the call's idempotency key beside what the unit did. Comes last.</summary>
    public Task ClaimAsync(CancellationToken cancellationToken)
    {
        _audit?.Publish(call!.Audit!, this);
        return call?.Claim is { IsMade: false } claim && Subject is { } subject
            ? claim.AddToAsync(unit, subject, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Has something done once the unit is committed, such as counting what it did. It must not fail.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <summary>Notes that the unit was committed.</summary>
    public void Commit()
    {
        _afterCommit?.ForEach(static action => action());
        if (_isExpected)
        {
            call?.Expected?.Meet();
        }

        if (Subject is not null)
        {
            call?.Claim?.Commit();
        }
    }

    public async Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        var record = await unit.FindAsync(key, cancellationToken).ConfigureAwait(false);
        _audit?.Found(record);
        _isExpected |= call?.Expected?.Check(record) == true;
        return record;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        var records = await unit.ListAsync(query, cancellationToken).ConfigureAwait(false);
        foreach (var record in records)
        {
            _audit?.Found(record);
            _isExpected |= call?.Expected?.Check(record) == true;
        }

        return records;
    }

    /// <summary>Whether the unit added a record of a type: then lists, which see committed rows, lack it.</summary>
    public bool HasAdded<T>() where T : class, IRecord<T> => _added.Contains(typeof(T));

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        _added.Add(typeof(T));
        if (record is WorkItem item)
        {
            _addedWork.Add(item.Kind);
        }

        HasCustomer |= record is Customer or Referral;
        _made ??= call?.Claim?.SubjectOf(record);
        _audit?.Added(record);
        unit.Add(record);
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        HasCustomer |= record is Customer or Referral;
        _changed ??= call?.Claim?.SubjectOf(record);
        _audit?.Saved(record);
        unit.Save(record);
    }

    public void Remove<T>(T record) where T : class, IRecord<T>
    {
        _audit?.Removed(record);
        unit.Remove(record);
    }

    public Task<bool> TryIncrementAsync(string counter, long by, long most, CancellationToken cancellationToken) =>
        unit.TryIncrementAsync(counter, by, most, cancellationToken);
}
