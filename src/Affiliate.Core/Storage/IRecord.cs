namespace Affiliate;

/// <summary>An immutable row that an <see cref="IAffiliateStore"/> keeps; a change is a copy made with <c>with</c>.</summary>
/// <remarks>
/// It has a constructor without parameters, which a store may call and then set each of <see cref="RecordType.Fields"/>. A field that a
/// later version adds is nullable or has an initial value: what a row without it must read as.
/// </remarks>
/// <typeparam name="TSelf">The record type itself.</typeparam>
public interface IRecord<TSelf> where TSelf : class, IRecord<TSelf>
{
    /// <summary>What the record is called, which fields it has, and its keys and indexes.</summary>
    static abstract RecordType<TSelf> Record { get; }
}
