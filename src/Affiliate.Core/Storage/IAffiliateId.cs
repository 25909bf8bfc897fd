using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Affiliate;

/// <summary>An identifier made by this library: a UUIDv7, shown as a prefix and 32 lower-case hex digits.</summary>
/// <typeparam name="TSelf">The identifier type itself.</typeparam>
public interface IAffiliateId<TSelf> where TSelf : struct, IAffiliateId<TSelf>
{
    /// <summary>The text in front of the digits, for example <c>par_</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>The value as a database keeps it.</summary>
    Guid Value { get; }

    /// <summary>Wraps a stored value.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Makes, writes and reads identifiers of every <see cref="IAffiliateId{TSelf}"/> type.</summary>
public static class AffiliateId
{
    private const int DigitCount = 32;

    /// <summary>Makes an identifier that sorts by <paramref name="now"/>, with 74 random bits.</summary>
    public static TId New<TId>(DateTimeOffset now) where TId : struct, IAffiliateId<TId> =>
        TId.From(Guid.CreateVersion7(now));

    /// <summary>What sorts before every identifier that was made at a time or later.</summary>
    internal static TId Before<TId>(DateTimeOffset time) where TId : struct, IAffiliateId<TId> => TId.From(
        new Guid($"{Math.Max(0, time.ToUnixTimeMilliseconds()):x12}".Insert(8, "-") + "-0000-0000-000000000000"));

    /// <summary>Writes the public form, for example <c>par_0190…</c>.</summary>
    public static string Format<TId>(TId id) where TId : struct, IAffiliateId<TId> =>
        string.Create(
            TId.Prefix.Length + DigitCount,
            id.Value,
            static (span, value) =>
            {
                TId.Prefix.CopyTo(span);
                value.TryFormat(span[TId.Prefix.Length..], out _, "N");
            });

    /// <summary>Reads the public form; anything else, also upper-case digits, gives <see langword="false"/>.</summary>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id) where TId : struct, IAffiliateId<TId>
    {
        id = default;
        if (text is null || text.Length != TId.Prefix.Length + DigitCount
            || !text.StartsWith(TId.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var digits = text.AsSpan(TId.Prefix.Length);
        if (digits.ContainsAnyInRange('A', 'F') || !Guid.TryParseExact(digits, "N", out var value))
        {
            return false;
        }

        id = TId.From(value);
        return true;
    }

    /// <summary>Reads the public form.</summary>
    /// <exception cref="FormatException">The text is not an identifier of this type.</exception>
    public static TId Parse<TId>(string text) where TId : struct, IAffiliateId<TId> =>
        TryParse<TId>(text, out var id)
            ? id
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{text}' is not an identifier; expected '{TId.Prefix}' and {DigitCount} lower-case hex digits."));
}
