using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Affiliate.EntityFramework;

/// <summary>Reads committed rows and collects writes in a context of its own, until its store commits them.</summary>
internal sealed class EfUnit : IAffiliateUnit, IAsyncDisposable
{
    private readonly DbContext _context;
    private readonly UnitWrites _writes;
    private readonly StoreModel _model;
    private IDbContextTransaction? _transaction;
    private WriteGate.Turn _turn;
    private bool _isStarted;
    private bool _isOver;

    private EfUnit(DbContext context, UnitWrites writes)
    {
        _context = context;
        _writes = writes;
        _model = StoreModel.Of(context);
    }

    /// <summary>Begins a unit. It has one connection until it is disposed, not one per look-up.</summary>
    public static async Task<EfUnit> BeginAsync(
        DbContext context, UnitWrites writes, CancellationToken cancellationToken)
    {
        var unit = new EfUnit(context, writes);
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return unit;
    }

    public Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(key);
        Start();
        return _writes.FindAdded(key) is { } added
            ? Task.FromResult<T?>(added)
            : _model.FindAsync(_context, key, cancellationToken);
    }

    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(query);
        Start();
        return _model.ListAsync(_context, query, cancellationToken);
    }

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        _writes.Add(record);
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        if (T.Record.Version is null)
        {
            throw new InvalidOperationException($"Records of '{T.Record.Name}' have no version and are never saved.");
        }

        _writes.Save(record);
    }

    public void Remove<T>(T record) where T : class, IRecord<T>
    {
        Check(record);
        _writes.Remove(record);
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
            _turn = await _model.Dialect.Writing.EnterAsync(_context, cancellationToken).ConfigureAwait(false);
            _transaction = await _context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        var highest = (long)Int128.Clamp((Int128)most - by, long.MinValue, long.MaxValue);
        while (!await RaiseAsync(counter, by, highest, cancellationToken).ConfigureAwait(false))
        {
            var current = await _model.FindAsync(_context, Counter.Record.ByPrimaryKey(counter), cancellationToken)
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
        _writes.ThrowIfContradictory();
        if (_writes.All.Count > 0)
        {
            if (_transaction is null)
            {
                _turn = await _model.Dialect.Writing.EnterAsync(_context, cancellationToken).ConfigureAwait(false);
            }

            await _model.Writer.WriteAsync(_context, _writes.All, cancellationToken).ConfigureAwait(false);
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

        await _context.Database.CloseConnectionAsync().ConfigureAwait(false);
    }

    private async Task<bool> RaiseAsync(string counter, long by, long highest, CancellationToken cancellationToken) =>
        await _context.Set<Counter>()
            .Where(row => row.Name == counter && row.Value <= highest)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + by), cancellationToken)
            .ConfigureAwait(false) == 1;

    /// <summary>Inserts a counter that nobody has raised before; <see langword="false"/> when another unit just did.</summary>
    private async Task<bool> TryStartAsync(string name, long value, CancellationToken cancellationToken)
    {
        var counter = _context.Add(new Counter { Name = name, Value = value });
        try
        {
            // In a transaction Entity Framework sets a savepoint, so a failure here does not spoil the unit.
            await _context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateException failure) when (!TransientFailure.Is(failure))
        {
            counter.State = EntityState.Detached;
            var key = Counter.Record.ByPrimaryKey(name);
            if (await _model.FindAsync(_context, key, cancellationToken).ConfigureAwait(false) is null)
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
