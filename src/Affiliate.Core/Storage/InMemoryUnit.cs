namespace Affiliate;

/// <summary>Reads committed records and collects writes until its store commits them.</summary>
internal sealed class InMemoryUnit(InMemoryTables tables, SemaphoreSlim counting) : IAffiliateUnit, IDisposable
{
    private readonly List<Action<InMemoryTables.Changes>> _writes = [];
    private readonly List<object> _added = [];
    private readonly HashSet<(Type, object)> _written = [];
    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private bool _isCounting;
    private bool _isStarted;
    private bool _isOver;

    public Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        Start();
        return Task.FromResult(_added.OfType<T>().FirstOrDefault(key.Matches) ?? tables.Find(key));
    }

    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        Start();
        return Task.FromResult<IReadOnlyList<T>>(tables.Select(query));
    }

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        // A second one with the same key is a conflict like any other, found at commit.
        Write(record, mayRepeat: true, changes => changes.Add(record));
        _added.Add(record);
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        var next = InMemoryTable<T>.NextVersion(record);
        Write(record, mayRepeat: false, changes => changes.Replace(record, next));
    }

    public void Remove<T>(T record) where T : class, IRecord<T> =>
        Write(record, mayRepeat: false, changes => changes.Remove(record));

    public async Task<bool> TryIncrementAsync(
        string counter, long by, long most, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(counter);
        if (_isStarted || _isOver)
        {
            throw new InvalidOperationException("Counters are raised before anything else in a unit.");
        }

        if (!_isCounting)
        {
            await counting.WaitAsync(cancellationToken).ConfigureAwait(false);
            _isCounting = true;
        }

        var current = _counters.GetValueOrDefault(counter)
            ?? tables.Find(Counter.Record.ByPrimaryKey(counter))
            ?? new Counter { Name = counter, Value = 0 };
        if ((Int128)current.Value + by > most)
        {
            return false;
        }

        var raised = current with { Value = checked(current.Value + by) };
        StoredValues.Check(raised);
        _counters[counter] = raised;
        return true;
    }

    /// <summary>Applies all writes, or none.</summary>
    public void Commit()
    {
        Start();
        _isOver = true;
        tables.Change(changes =>
        {
            foreach (var counter in _counters.Values)
            {
                changes.Change(changes.Find(Counter.Record.ByPrimaryKey(counter.Name)), counter);
            }

            foreach (var write in _writes)
            {
                write(changes);
            }

            return true;
        });
    }

    public void Dispose()
    {
        _isOver = true;
        if (_isCounting)
        {
            _isCounting = false;
            counting.Release();
        }
    }

    private void Start()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The unit is over; await everything that uses it.");
        }

        _isStarted = true;
    }

    private void Write<T>(T record, bool mayRepeat, Action<InMemoryTables.Changes> write) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        Start();
        StoredValues.Check(record);
        var key = T.Record.PrimaryKey.Fields[0].Get(record)!;
        if (!_written.Add((typeof(T), key)) && !mayRepeat)
        {
            throw new InvalidOperationException($"{T.Record.Name}({key}) was added, saved or removed in this unit before.");
        }

        _writes.Add(write);
    }
}
