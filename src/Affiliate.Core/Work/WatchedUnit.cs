namespace Affiliate;

/// <summary>A unit that notes which kinds of work it adds, so that only the loops concerned are woken.</summary>
internal sealed class WatchedUnit(IAffiliateUnit unit) : IAffiliateUnit
{
    private readonly HashSet<WorkKind> _addedWork = [];

    public IReadOnlyCollection<WorkKind> AddedWork => _addedWork;

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
