namespace Affiliate;

/// <summary>Reads a list that is sorted by a time and then the identifier from a position on, at the same cost at any depth.</summary>
internal sealed class Keyset<T> where T : class, IRecord<T>
{
    /// <summary>How many rows of one millisecond may come before a position until they are asked for apart.</summary>
    private const int MostBefore = 16;

    /// <summary>Missing in a list that is sorted by the identifier alone.</summary>
    private readonly RecordField? _at;
    private readonly RecordField _id;
    private readonly bool _isDescending;

    private Keyset(RecordField? at, RecordField id, bool isDescending)
    {
        _at = at;
        _id = id;
        _isDescending = isDescending;
    }

    /// <summary>The keys of a query's order; <see langword="null"/> when it is sorted otherwise.</summary>
    public static Keyset<T>? Of(Query<T> query) => query.Order switch
    {
        [var id] when id.Field == T.Record.PrimaryKey.Fields[0] => new Keyset<T>(null, id.Field, id.Descending),
        [var at, var id] when id.Field == T.Record.PrimaryKey.Fields[0]
            && at.Field.Property.PropertyType == typeof(DateTimeOffset)
            && at.Descending == id.Descending => new Keyset<T>(at.Field, id.Field, at.Descending),
        _ => null,
    };

    public PagePosition PositionOf(T row) => new(AtOf(row), FieldOrder.IdOf(_id.Get(row)!));

    /// <summary>The rows behind a position.</summary>
    public async Task<List<T>> ReadAsync(
        IAffiliateStore store, Query<T> query, PagePosition after, int count, CancellationToken ct)
    {
        if (_at is null)
        {
            return await store.ListAsync(query.Where(_id, Behind, IdAt(after)).Take(count), ct).ConfigureAwait(false);
        }

        // One look-up by the index on the time; rows of the very same millisecond are sorted out here.
        var limit = count + MostBefore;
        var sameOrBehind = query.Where(_at, _isDescending ? ComparisonOperator.AtMost : ComparisonOperator.AtLeast, after.At);
        var rows = await store.ListAsync(sameOrBehind.Take(limit), ct).ConfigureAwait(false);
        var behind = rows.Where(row => IsBehind(row, after)).Take(count).ToList();
        return behind.Count == count || rows.Count < limit
            ? behind
            : await ReadApartAsync(store, query, _at, after, count, ct).ConfigureAwait(false);
    }

    private async Task<List<T>> ReadApartAsync(
        IAffiliateStore store, Query<T> query, RecordField at, PagePosition after, int count, CancellationToken ct)
    {
        var same = query.Where(at, ComparisonOperator.Equal, after.At).Where(_id, Behind, IdAt(after));
        var rows = await store.ListAsync(same.Take(count), ct).ConfigureAwait(false);
        if (rows.Count < count)
        {
            var rest = query.Where(at, Behind, after.At).Take(count - rows.Count);
            rows.AddRange(await store.ListAsync(rest, ct).ConfigureAwait(false));
        }

        return rows;
    }

    private bool IsBehind(T row, PagePosition after)
    {
        var at = AtOf(row).CompareTo(after.At);
        var order = at != 0 ? at : FieldOrder.IdOf(_id.Get(row)!).CompareTo(after.Id);
        return _isDescending ? order < 0 : order > 0;
    }

    private ComparisonOperator Behind => _isDescending ? ComparisonOperator.Below : ComparisonOperator.Above;

    private DateTimeOffset AtOf(T row) => _at is null ? DateTimeOffset.UnixEpoch : (DateTimeOffset)_at.Get(row)!;

    private object IdAt(PagePosition position) => FieldOrder.ToId(_id.Property.PropertyType, position.Id);
}
