namespace Affiliate;

/// <summary>An immutable row that an <see cref="IAffiliateStore"/> keeps; a change is a copy made with <c>with</c>.</summary>
/// <typeparam name="TSelf">The record type itself.</typeparam>
public interface IRecord<TSelf> where TSelf : class, IRecord<TSelf>
{
    /// <summary>What the record is called, which fields it has, and its keys and indexes.</summary>
    static abstract RecordType<TSelf> Record { get; }
}
