using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>
/// Adds records to the host's own context and leaves saving to the host. Reads through the same context, so it sees what
/// the host's transaction sees.
/// </summary>
internal sealed class EnlistedUnit(DbContext context) : IAffiliateUnit
{
    private readonly StoreModel _model = StoreModel.Of(context);

    public Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(key);
        return FindAdded(key) is { } added
            ? Task.FromResult<T?>(added)
            : _model.FindAsync(context, key, cancellationToken);
    }

    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        return _model.ListAsync(context, query, cancellationToken);
    }

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        StoredValues.Check(record);
        context.Add(record);
    }

    public void Save<T>(T record) where T : class, IRecord<T> => throw OnlyAdds();

    public void Remove<T>(T record) where T : class, IRecord<T> => throw OnlyAdds();

    public Task<bool> TryIncrementAsync(string counter, long by, long most, CancellationToken cancellationToken) =>
        throw OnlyAdds();

    private T? FindAdded<T>(Key<T> key) where T : class, IRecord<T>
    {
        // Listing entries would look for changes in everything that the host has loaded; ours never change.
        var tracker = context.ChangeTracker;
        var detectsChanges = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            return tracker.Entries<T>()
                .Where(entry => entry.State == EntityState.Added)
                .Select(entry => entry.Entity)
                .FirstOrDefault(key.Matches);
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detectsChanges;
        }
    }

    private static InvalidOperationException OnlyAdds() =>
        new("The host's own transaction takes new records only; changes need a transaction of their own.");
}
