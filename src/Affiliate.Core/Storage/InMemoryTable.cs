using System.Linq.Expressions;
using System.Runtime.InteropServices;

namespace Affiliate;

/// <summary>The committed records of one type. Not thread-safe: <see cref="InMemoryTables"/> has the lock.</summary>
internal sealed class InMemoryTable<T> where T : class, IRecord<T>
{
    private static readonly Func<T, T>? RaiseVersion = CompileRaiseVersion();

    private readonly Dictionary<RecordKey, Dictionary<object, T>> _byKey;
    private readonly Dictionary<RecordField, Dictionary<object, HashSet<T>>> _byField;

    public InMemoryTable()
    {
        _byKey = T.Record.UniqueKeys.Prepend(T.Record.PrimaryKey).ToDictionary(key => key, _ => new Dictionary<object, T>());
        _byField = T.Record.UniqueKeys.Concat(T.Record.Indexes)
            .SelectMany(key => key.Fields)
            .Where(field => !IsTime(field))
            .Distinct()
            .ToDictionary(field => field, _ => new Dictionary<object, HashSet<T>>());
    }

    private Dictionary<object, T> ByPrimaryKey => _byKey[T.Record.PrimaryKey];

    public T? Find(Key<T> key) => _byKey[key.Definition].GetValueOrDefault(CompositeValue.Of(key.Values)!);

    public IEnumerable<T> Select(Query<T> query) => QueryEvaluation.Select(query, Candidates(query.Conditions));

    public IReadOnlyList<SumRow> Sum(SumQuery<T> query) =>
        QueryEvaluation.Sum(query, Candidates(query.Query.Conditions));

    /// <summary>The committed form of a record, if it has the version still.</summary>
    /// <exception cref="StoreConflictException">It is gone or has another version.</exception>
    public T Unchanged(T record)
    {
        var primaryKey = T.Record.PrimaryKey.Fields[0].Get(record)!;
        return ByPrimaryKey.TryGetValue(primaryKey, out var current)
            && Equals(T.Record.Version?.Get(current), T.Record.Version?.Get(record))
                ? current
                : throw new StoreConflictException($"{T.Record.Name}({primaryKey}) was changed or removed.");
    }

    /// <summary>A copy whose version is one higher.</summary>
    public static T NextVersion(T record) => RaiseVersion is { } raise
        ? raise(record)
        : throw new InvalidOperationException($"Records of '{T.Record.Name}' have no version and are never saved.");

    /// <summary>Inserts (no <paramref name="before"/>), removes (no <paramref name="after"/>) or replaces a record.</summary>
    /// <exception cref="StoreConflictException">Another record has one of its keys; nothing has changed.</exception>
    public void Change(T? before, T? after)
    {
        if (after is not null)
        {
            CheckKeys(before, after);
        }

        if (before is not null)
        {
            Unlist(before);
        }

        if (after is not null)
        {
            Enlist(after);
        }
    }

    private void CheckKeys(T? before, T after)
    {
        foreach (var (key, records) in _byKey)
        {
            if (records.TryGetValue(ValueOf(key, after), out var other) && !ReferenceEquals(other, before))
            {
                throw new StoreConflictException($"{T.Record.Name} has a record with this {key.Name} already.");
            }
        }
    }

    private void Enlist(T record)
    {
        foreach (var (key, records) in _byKey)
        {
            records.Add(ValueOf(key, record), record);
        }

        foreach (var (field, buckets) in _byField)
        {
            if (field.Get(record) is { } value)
            {
                ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(buckets, value, out _);
                (bucket ??= new HashSet<T>(ReferenceEqualityComparer.Instance)).Add(record);
            }
        }
    }

    private void Unlist(T record)
    {
        foreach (var (key, records) in _byKey)
        {
            records.Remove(ValueOf(key, record));
        }

        foreach (var (field, buckets) in _byField)
        {
            if (field.Get(record) is { } value && buckets[value].Remove(record) && buckets[value].Count == 0)
            {
                buckets.Remove(value);
            }
        }
    }

    /// <summary>The smallest set that an equality leaves, so that a look-up does not scan the table.</summary>
    private IEnumerable<T> Candidates(IReadOnlyList<Condition> conditions) =>
        conditions.Select(Bucket).OfType<IReadOnlyCollection<T>>().MinBy(bucket => bucket.Count) ?? ByPrimaryKey.Values;

    private IReadOnlyCollection<T>? Bucket(Condition condition)
    {
        object[]? values = condition switch
        {
            { Operator: ComparisonOperator.Equal, Value: { } value } => [value],
            { Operator: ComparisonOperator.In, Value: Array candidates } => [.. candidates.OfType<object>().Distinct()],
            _ => null,
        };
        if (values is not null && condition.Field == T.Record.PrimaryKey.Fields[0])
        {
            return [.. values.Select(value => ByPrimaryKey.GetValueOrDefault(value)).OfType<T>()];
        }

        if (values is null || !_byField.TryGetValue(condition.Field, out var buckets))
        {
            return null;
        }

        return values.Length == 1
            ? buckets.GetValueOrDefault(values[0]) ?? []
            : [.. values.SelectMany(value => buckets.GetValueOrDefault(value) ?? [])];
    }

    private static object ValueOf(RecordKey key, T record) =>
        CompositeValue.Of(key.Fields.Select(field => field.Get(record)))!;

    private static bool IsTime(RecordField field) =>
        (Nullable.GetUnderlyingType(field.Property.PropertyType) ?? field.Property.PropertyType)
            == typeof(DateTimeOffset);

    private static Func<T, T>? CompileRaiseVersion()
    {
        if (T.Record.Version?.Property is not { } version)
        {
            return null;
        }

        // What `with` does: the compiler's own copy method of a record, then the init-only property.
        var record = Expression.Parameter(typeof(T));
        var copy = Expression.Variable(typeof(T));
        return Expression.Lambda<Func<T, T>>(
            Expression.Block(
                [copy],
                Expression.Assign(copy, Expression.Call(record, typeof(T).GetMethod("<Clone>$")!)),
                Expression.AddAssign(Expression.Property(copy, version), Expression.Constant(1)),
                copy),
            record).Compile();
    }
}
