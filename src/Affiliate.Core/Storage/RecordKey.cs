namespace Affiliate;

/// <summary>Fields that together identify a record (primary and unique keys) or that it is searched by (indexes).</summary>
public sealed class RecordKey
{
    internal RecordKey(IReadOnlyList<RecordField> fields) => Fields = fields;

    /// <summary>The fields in key order; never nullable ones in a unique key.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>The names of the fields joined by an underscore, for example <c>ProgramId_Slug</c>.</summary>
    public string Name => string.Join('_', Fields.Select(part => part.Name));
}

/// <summary>One value of a primary or unique key: what <see cref="IAffiliateUnit.FindAsync"/> looks up.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class Key<T> where T : class, IRecord<T>
{
    internal Key(RecordKey definition, IReadOnlyList<object> values)
    {
        Definition = definition;
        Values = values;
    }

    /// <summary>Which key of the record this is.</summary>
    public RecordKey Definition { get; }

    /// <summary>One value per field of <see cref="Definition"/>, in the same order.</summary>
    public IReadOnlyList<object> Values { get; }

    /// <summary>Whether a record has this key; text is compared ordinally, whatever the collation of a database.</summary>
    public bool Matches(T record)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (!Equals(Definition.Fields[i].Get(record), Values[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The key as text, for messages.</summary>
    public override string ToString() => $"{T.Record.Name}({string.Join(", ", Values)})";
}
