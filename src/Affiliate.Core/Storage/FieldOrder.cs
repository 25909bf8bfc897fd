using System.Collections.Concurrent;
using System.Reflection;

namespace Affiliate;

/// <summary>Compares the values of a field as every store must: text ordinally, identifiers by their hex digits.</summary>
internal static class FieldOrder
{
    private static readonly ConcurrentDictionary<Type, Func<object, Guid>?> IdReaders = new();

    /// <summary>Compares two values of one field; null comes first.</summary>
    public static int Compare(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        }

        return left switch
        {
            string text => string.CompareOrdinal(text, (string)right),
            Rate rate => rate.CompareTo((Rate)right),
            byte[] bytes => bytes.AsSpan().SequenceCompareTo((byte[])right),
            IComparable comparable => comparable.CompareTo(right),
            _ => IdOf(left).CompareTo(IdOf(right)),
        };
    }

    /// <summary>Whether two values of one field are the same.</summary>
    public static bool AreEqual(object? left, object? right) =>
        left is byte[] bytes ? right is byte[] other && bytes.AsSpan().SequenceEqual(other) : Equals(left, right);

    /// <summary>The value of an identifier.</summary>
    public static Guid IdOf(object id) =>
        IdReaders.GetOrAdd(id.GetType(), ReaderOf) is { } read
            ? read(id)
            : throw new NotSupportedException($"Values of type {id.GetType()} have no order.");

    /// <summary>An identifier of a type that is known at run time only.</summary>
    public static object ToId(Type type, Guid value) => Activator.CreateInstance(type, value)!;

    private static Func<object, Guid>? ReaderOf(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(face =>
            face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAffiliateId<>))
            ? typeof(FieldOrder).GetMethod(nameof(ReadId), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type).CreateDelegate<Func<object, Guid>>()
            : null;

    private static Guid ReadId<TId>(object id) where TId : struct, IAffiliateId<TId> => ((TId)id).Value;
}
