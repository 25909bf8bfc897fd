using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>What a unit has written: for look-ups inside it, and to find out afterwards why the database refused.</summary>
internal sealed class UnitWrites
{
    private readonly Dictionary<(RecordKey Key, object Value), object> _added = [];
    private readonly List<RecordWrite> _writes = [];
    private readonly HashSet<(RecordType Type, object PrimaryKey)> _written = [];
    private readonly List<Func<DbContext, CancellationToken, Task<bool>>> _conflicts = [];
    private string? _contradiction;

    /// <summary>What a batch of clicks adds; tallies may be there already.</summary>
    public static UnitWrites Of(ClickBatch batch)
    {
        var writes = new UnitWrites();
        foreach (var click in batch.Clicks)
        {
            writes.Add(click);
        }

        foreach (var loggedEvent in batch.Events)
        {
            writes.Add(loggedEvent);
        }

        foreach (var item in batch.Work)
        {
            writes.Add(item);
        }

        return writes;
    }

    /// <summary>What is written when the unit commits.</summary>
    public IReadOnlyList<RecordWrite> All => _writes;

    public T? FindAdded<T>(Key<T> key) where T : class, IRecord<T> =>
        (T?)_added.GetValueOrDefault((key.Definition, CompositeValue.Of(key.Values)!));

    public void Add<T>(T record) where T : class, IRecord<T>
    {
        var write = new RecordWrite(WriteKind.Add, T.Record, record);
        var isNew = _written.Add((write.Type, write.PrimaryKey));
        foreach (var key in Keys<T>())
        {
            isNew &= _added.TryAdd((key, CompositeValue.Of(KeyOf(key, record).Values)!), record);
        }

        // Two with the same key are a conflict like any other: it shows when the unit commits.
        _contradiction ??= isNew ? null : $"The unit writes {KeyOf(T.Record.PrimaryKey, record)} or a unique key of it twice.";
        _writes.Add(write);
        _conflicts.Add((context, cancellationToken) => IsTakenAsync(context, record, isNew: true, cancellationToken));
    }

    public void Save<T>(T record) where T : class, IRecord<T>
    {
        Change(WriteKind.Save, record);
        _conflicts.Add((context, cancellationToken) => IsTakenAsync(context, record, isNew: false, cancellationToken));
    }

    public void Remove<T>(T record) where T : class, IRecord<T> => Change(WriteKind.Remove, record);

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

    private void Change<T>(WriteKind kind, T record) where T : class, IRecord<T>
    {
        var write = new RecordWrite(kind, T.Record, record);
        if (!_written.Add((write.Type, write.PrimaryKey)))
        {
            throw new InvalidOperationException(
                $"{KeyOf(T.Record.PrimaryKey, record)} was added, saved or removed in this unit before.");
        }

        _writes.Add(write);
    }
}
