using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>What a unit has written: for look-ups inside it, and to find out afterwards why the database refused.</summary>
internal sealed class UnitWrites
{
    private readonly Dictionary<(RecordKey Key, object Value), object> _added = [];
    private readonly HashSet<(Type Type, object PrimaryKey)> _written = [];
    private readonly List<Func<DbContext, CancellationToken, Task<bool>>> _conflicts = [];
    private string? _contradiction;

    /// <summary>What a batch of clicks writes.</summary>
    public static UnitWrites Of(ClickBatch batch)
    {
        var writes = new UnitWrites();
        foreach (var click in batch.Clicks)
        {
            writes.TryAdd(click);
        }

        foreach (var tally in batch.Tallies)
        {
            writes.TryAdd(tally);
        }

        foreach (var loggedEvent in batch.Events)
        {
            writes.TryAdd(loggedEvent);
        }

        foreach (var item in batch.Work)
        {
            writes.TryAdd(item);
        }

        return writes;
    }

    public bool Any => _written.Count > 0;

    public T? FindAdded<T>(Key<T> key) where T : class, IRecord<T> =>
        (T?)_added.GetValueOrDefault((key.Definition, CompositeValue.Of(key.Values)!));

    /// <summary>Notes an added record; <see langword="false"/> when the unit has one with a key of it already.</summary>
    public bool TryAdd<T>(T record) where T : class, IRecord<T>
    {
        var isNew = _written.Add(Identity(record));
        foreach (var key in Keys<T>())
        {
            isNew &= _added.TryAdd((key, CompositeValue.Of(KeyOf(key, record).Values)!), record);
        }

        if (isNew)
        {
            _conflicts.Add((context, cancellationToken) => IsTakenAsync(context, record, isNew: true, cancellationToken));
        }

        // Otherwise it is a conflict like any other: it shows when the unit commits.
        _contradiction ??= isNew ? null : $"The unit writes {KeyOf(T.Record.PrimaryKey, record)} or a unique key of it twice.";
        return isNew;
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        Remove(record);
        _conflicts.Add((context, cancellationToken) => IsTakenAsync(context, record, isNew: false, cancellationToken));
    }

    public void Remove<T>(T record) where T : class, IRecord<T>
    {
        if (!_written.Add(Identity(record)))
        {
            throw new InvalidOperationException(
                $"{KeyOf(T.Record.PrimaryKey, record)} was added, saved or removed in this unit before.");
        }
    }

    public void ThrowIfContradictory()
    {
        if (_contradiction is not null)
        {
            throw new StoreConflictException(_contradiction);
        }
    }

    /// <summary>Whether a committed record has a key that the unit wanted (C1).</summary>
    public async Task<bool> AnyKeyIsTakenAsync(DbContext context, CancellationToken cancellationToken)
    {
        foreach (var isTaken in _conflicts)
        {
            if (await isTaken(context, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> IsTakenAsync<T>(
        DbContext context, T record, bool isNew, CancellationToken cancellationToken) where T : class, IRecord<T>
    {
        var model = StoreModel.Of(context);
        var itself = KeyOf(T.Record.PrimaryKey, record);
        foreach (var key in Keys<T>())
        {
            var other = await model.FindAsync(context, KeyOf(key, record), cancellationToken).ConfigureAwait(false);
            if (other is not null && (isNew || !itself.Matches(other)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<RecordKey> Keys<T>() where T : class, IRecord<T> =>
        T.Record.UniqueKeys.Prepend(T.Record.PrimaryKey);

    private static Key<T> KeyOf<T>(RecordKey key, T record) where T : class, IRecord<T> =>
        new(key, [.. key.Fields.Select(field => field.Get(record)!)]);

    private static (Type Type, object PrimaryKey) Identity<T>(T record) where T : class, IRecord<T> =>
        (typeof(T), T.Record.PrimaryKey.Fields[0].Get(record)!);
}
