using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>Reads committed rows and collects writes in a context of its own, until its store commits them.</summary>
internal sealed class EfUnit(DbContext context, UnitWrites writes) : IAffiliateUnit, IAsyncDisposable
{
    private readonly StoreModel _model = StoreModel.Of(context);
    private IDbContextTransaction? _transaction;
    private WriteGate.Turn _turn;
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

        if (_transaction is null)
        {
            _turn = await _model.Dialect.Writing.EnterAsync(context, cancellationToken).ConfigureAwait(false);
            _transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        var highest = (long)Int128.Clamp((Int128)most - by, long.MinValue, long.MaxValue);
        while (!await RaiseAsync(counter, by, highest, cancellationToken).ConfigureAwait(false))
        {
            var current = await _model.FindAsync(context, Counter.Record.ByPrimaryKey(counter), cancellationToken)
                .ConfigureAwait(false);
            if (current is null ? by > most : current.Value > highest)
            {
                return false;
            }

            if (current is null && await TryStartAsync(counter, by, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return true;
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
            if (_transaction is null)
            {
                _turn = await _model.Dialect.Writing.EnterAsync(context, cancellationToken).ConfigureAwait(false);
            }

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
        using var turn = _turn;
        _turn = default;
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> RaiseAsync(string counter, long by, long highest, CancellationToken cancellationToken) =>
        await context.Set<Counter>()
            .Where(row => row.Name == counter && row.Value <= highest)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + by), cancellationToken)
            .ConfigureAwait(false) == 1;

    /// <summary>Inserts a counter that nobody has raised before; <see langword="false"/> when another unit just did.</summary>
    private async Task<bool> TryStartAsync(string name, long value, CancellationToken cancellationToken)
    {
        var counter = context.Add(new Counter { Name = name, Value = value });
        try
        {
            // In a transaction Entity Framework sets a savepoint, so a failure here does not spoil the unit.
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateException failure) when (!TransientFailure.Is(failure))
        {
            counter.State = EntityState.Detached;
            var key = Counter.Record.ByPrimaryKey(name);
            if (await _model.FindAsync(context, key, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            return false;
        }
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
