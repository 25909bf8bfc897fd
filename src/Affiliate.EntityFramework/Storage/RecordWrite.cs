namespace Affiliate.EntityFramework;

/// <summary>One change that a unit makes when it commits.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Type">The type of the record.</param>
/// <param name="Record">The record as the caller gave it: with the version it was read with.</param>
internal sealed record RecordWrite(WriteKind Kind, RecordType Type, object Record)
{
    private static readonly Dictionary<RecordType, int> Places =
        RecordType.All.Select((type, place) => (type, place)).ToDictionary(item => item.type, item => item.place);

    public object PrimaryKey => Type.PrimaryKey.Fields[0].Get(Record)!;

    /// <summary>
    /// The order that all units write in, so that none waits for a row that another has while having one that the other
    /// waits for (C9). What frees a key comes before what takes it.
    /// </summary>
    public static IReadOnlyList<RecordWrite> InOrder(IEnumerable<RecordWrite> writes) =>
        [.. writes
            .OrderBy(write => Places[write.Type])
            .ThenBy(write => write.Kind)
            .ThenBy(write => write.PrimaryKey, Comparer<object>.Create(FieldOrder.Compare))];
}

/// <summary>What is done with a record.</summary>
internal enum WriteKind
{
    /// <summary>It is removed if it has the version still.</summary>
    Remove,

    /// <summary>It is replaced if it has the version still, and the version raised.</summary>
    Save,

    /// <summary>It is added.</summary>
    Add,
}
