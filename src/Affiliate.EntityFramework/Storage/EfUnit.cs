using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>Reads committed rows and collects writes in a context of its own, until its store commits them.</summary>
internal sealed class EfUnit(DbContext context, UnitWrites writes) : IAffiliateUnit, IAsyncDisposable
{
    private readonly StoreModel _model = StoreModel.Of(context);
    private IDbContextTransaction? _transaction;
    private bool _isStarted;
    private bool _isOver;

    public Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(key);
        Start();
        return writes.FindAdded(key) is { } added
            ? Task.FromResult<T?>(added)
            : _model.FindAsync(context, key, cancellationToken);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        Start();
        return await context.Select(query).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        if (writes.TryAdd(record))
        {
            context.Add(record);
        }
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        var version = T.Record.Version?.Name ?? throw new InvalidOperationException(
            $"Records of '{T.Record.Name}' have no version and are never saved.");
        writes.Save(record);

        // The caller's record stays as it is: what is written is a copy with the next version.
        var copy = (T)context.Entry(record).CurrentValues.ToObject();
        var entry = context.Attach(copy);
        entry.State = EntityState.Modified;
        var property = entry.Property<int>(version);
        property.CurrentValue = property.OriginalValue + 1;
    }

    public void Remove<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        writes.Remove(record);
        context.Remove(record);
    }

    public async Task<bool> TryIncrementAsync(string counter, long by, long most, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(counter);
        if (_isStarted || _isOver)
        {
            throw new InvalidOperationException("Counters are raised before anything else in a unit.");
        }

        _transaction ??= await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var ceiling = (Int128)most - by;
        var highest = ceiling > long.MaxValue ? long.MaxValue : ceiling < long.MinValue ? long.MinValue : (long)ceiling;
        var raised = await context.Set<Counter>()
            .Where(row => row.Name == counter && row.Value <= highest)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + by), cancellationToken)
            .ConfigureAwait(false);
        return raised == 1 || (by <= most && await StartCounterAsync(counter, by, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Saves everything at once and commits.</summary>
    /// <exception cref="StoreConflictException">The unit added two records with one key.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        Start();
        _isOver = true;
        cancellationToken.ThrowIfCancellationRequested();
        writes.ThrowIfContradictory();
        if (writes.Any)
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_transaction is not null)
        {
            await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Inserts a counter that nobody raised before. Two units that do so collide, and one of them runs again.</summary>
    private async Task<bool> StartCounterAsync(string name, long value, CancellationToken cancellationToken)
    {
        if (await _model.FindAsync(context, Counter.Record.ByPrimaryKey(name), cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var counter = new Counter { Name = name, Value = value };
        writes.TryAdd(counter);
        context.Add(counter);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    // SQLite would keep what other databases refuse.
    private void Check<T>(T record) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        Start();
        StoredValues.Check(record);
    }

    private void Start()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The unit is over; await everything that uses it.");
        }

        _isStarted = true;
    }
}
