using System.Buffers;
using System.Text;

namespace Affiliate;

/// <summary>Makes text from outside fit to be stored: every database takes it, and it has no hidden characters.</summary>
internal static class SafeText
{
    /// <summary>Without control characters and lone surrogates, trimmed, cut; <see langword="null"/> when nothing is left.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">The most characters kept; a surrogate pair is never cut in two.</param>
    public static string? Of(ReadOnlySpan<char> text, int maxLength)
    {
        text = Clean(text);
        if (text.Length > maxLength)
        {
            text = text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)].TrimEnd();
        }

        return text.IsEmpty ? null : text.ToString();
    }

    /// <summary>Without control characters and lone surrogates, trimmed. Copies only what has some.</summary>
    public static ReadOnlySpan<char> Clean(ReadOnlySpan<char> text) =>
        (IsClean(text) ? text : Copy(text)).Trim();

    private static bool IsClean(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
            {
                return false;
            }
        }

        return true;
    }

    private static string Copy(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done;
            if (isRune && !Rune.IsControl(rune))
            {
                clean.Append(text[..length]);
            }

            text = text[length..];
        }

        return clean.ToString();
    }
}
