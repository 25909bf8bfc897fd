using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Affiliate.EntityFramework;

/// <summary>How the value of a field is kept in a column that every database has (C7).</summary>
internal static class FieldConversion
{
    /// <summary>The converter for a type; <see langword="null"/> when databases know the type itself.</summary>
    public static ValueConverter? Of(Type type)
    {
        if (type == typeof(DateTimeOffset))
        {
            return new ValueConverter<DateTimeOffset, long>(
                time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
        }

        if (type == typeof(TimeSpan))
        {
            return new ValueConverter<TimeSpan, long>(
                span => span.Ticks / TimeSpan.TicksPerMillisecond, stored => TimeSpan.FromMilliseconds(stored));
        }

        if (type == typeof(Rate))
        {
            return new ValueConverter<Rate, int>(rate => rate.BasisPoints, stored => new Rate(stored));
        }

        return type.IsEnum ? OfEnum(type) : IsId(type) ? Make(nameof(OfId), type) : null;
    }

    /// <summary>Whether the type is an enum that is kept as its name in snake case.</summary>
    public static bool IsText(Type type) => type.IsEnum && !type.IsDefined(typeof(FlagsAttribute));

    private static ValueConverter OfEnum(Type type) => Make(IsText(type) ? nameof(OfNames) : nameof(OfFlags), type);

    private static bool IsId(Type type) => Array.Exists(
        type.GetInterfaces(),
        face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAffiliateId<>));

    private static ValueConverter Make(string method, Type type) => (ValueConverter)typeof(FieldConversion)
        .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static ValueConverter<TId, Guid> OfId<TId>() where TId : struct, IAffiliateId<TId> =>
        new(id => id.Value, stored => ReadId<TId>(stored));

    // An expression tree cannot call a static member of an interface.
    private static TId ReadId<TId>(Guid stored) where TId : struct, IAffiliateId<TId> => TId.From(stored);

    private static ValueConverter<TEnum, int> OfFlags<TEnum>() where TEnum : struct, Enum =>
        new(flags => Convert.ToInt32(flags, CultureInfo.InvariantCulture), stored => (TEnum)Enum.ToObject(typeof(TEnum), stored));

    private static ValueConverter<TEnum, string> OfNames<TEnum>() where TEnum : struct, Enum
    {
        var names = Enum.GetValues<TEnum>().ToDictionary(value => value, value => DatabaseName.Of(value.ToString()));
        var values = names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        return new(value => names[value], stored => ReadName(values, stored));
    }

    private static TEnum ReadName<TEnum>(FrozenDictionary<string, TEnum> values, string stored) =>
        values.TryGetValue(stored, out var value)
            ? value
            : throw new InvalidOperationException(
                $"The database has '{stored}' where a {typeof(TEnum).Name} is expected; a newer version may have written it.");
}
