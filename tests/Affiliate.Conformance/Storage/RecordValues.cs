using System.Runtime.CompilerServices;

namespace Affiliate.Conformance;

/// <summary>Which end of its range a field takes.</summary>
internal enum FieldExtreme
{
    Lowest,
    Highest,
    Null,
}

/// <summary>Makes records of any type whose fields are at an end of their ranges.</summary>
internal static class RecordValues
{
    // One, two, three and four bytes in UTF-8, and what databases and languages give a meaning to.
    private const string Alphabet = "aZ9 é\u0301ßІ漢字اب😀👩‍💻'\"\\%_[]{}\r\n\t\u007F\uFFFD\uE000";

    // Long enough that a limit somebody forgot about shows.
    private const int UnboundedLength = 100_000;

    // SQL's signed 64-bit milliseconds hold more than a TimeSpan does.
    private static readonly TimeSpan LongestTime = new(long.MaxValue - (long.MaxValue % TimeSpan.TicksPerMillisecond));

    public static T Make<T>(FieldExtreme extreme) where T : class, IRecord<T>
    {
        var record = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        foreach (var field in T.Record.Fields)
        {
            field.Property.SetValue(record, ValueOf(field, extreme));
        }

        return record;
    }

    public static void Copy(object from, object to, params IEnumerable<RecordField> fields)
    {
        foreach (var field in fields)
        {
            field.Property.SetValue(to, field.Get(from));
        }
    }

    private static object? ValueOf(RecordField field, FieldExtreme extreme)
    {
        var type = field.Property.PropertyType;
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var isHighest = extreme == FieldExtreme.Highest;
        return extreme == FieldExtreme.Null && IsNullable(field)
            ? null
            : inner switch
            {
                _ when inner == typeof(string) => Text(field.MaxLength ?? UnboundedLength, extreme),
                _ when inner == typeof(int) => isHighest ? int.MaxValue - 1 : int.MinValue,
                _ when inner == typeof(long) => isHighest ? long.MaxValue : long.MinValue,
                _ when inner == typeof(bool) => isHighest,
                _ when inner == typeof(byte[]) => isHighest ? Bytes() : [],
                _ when inner == typeof(Guid) => Number(extreme),
                _ when inner == typeof(Rate) => new Rate(isHighest ? 10_000 : 0),
                _ when inner == typeof(DateOnly) => isHighest ? DateOnly.MaxValue : DateOnly.MinValue,
                _ when inner == typeof(DateTimeOffset) => isHighest
                    ? DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                    : DateTimeOffset.MinValue,
                _ when inner == typeof(TimeSpan) => isHighest ? LongestTime : -LongestTime,
                _ when inner.IsEnum => Enumeration(inner, isHighest),
                _ => Activator.CreateInstance(inner, Number(extreme)),
            };
    }

    private static bool IsNullable(RecordField field) =>
        new System.Reflection.NullabilityInfoContext().Create(field.Property).ReadState
            == System.Reflection.NullabilityState.Nullable;

    private static string Text(int length, FieldExtreme extreme)
    {
        if (extreme != FieldExtreme.Highest)
        {
            return extreme == FieldExtreme.Lowest ? "" : " ";
        }

        var text = string.Concat(Enumerable.Repeat(Alphabet, (length / Alphabet.Length) + 1))[..length];
        return char.IsHighSurrogate(text[^1]) ? text[..^1] + "z" : text;
    }

    private static Guid Number(FieldExtreme extreme) => extreme switch
    {
        FieldExtreme.Lowest => new Guid("00000000-0000-0000-0000-000000000001"),
        FieldExtreme.Highest => new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        _ => new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"),
    };

    private static byte[] Bytes() => [.. Enumerable.Range(0, UnboundedLength).Select(i => (byte)(i * 7))];

    private static object Enumeration(Type type, bool isHighest)
    {
        var values = Enum.GetValues(type);
        return values.GetValue(isHighest ? values.Length - 1 : 0)!;
    }
}
