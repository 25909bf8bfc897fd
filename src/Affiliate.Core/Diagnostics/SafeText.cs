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
        if (IsUnsafe(text))
        {
            text = Clean(text, maxLength);
        }

        text = text.Trim();
        if (text.Length > maxLength)
        {
            text = text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)].TrimEnd();
        }

        return text.IsEmpty ? null : text.ToString();
    }

    private static bool IsUnsafe(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
            {
                return true;
            }
        }

        return false;
    }

    private static string Clean(ReadOnlySpan<char> text, int maxLength)
    {
        var clean = new StringBuilder();
        while (!text.IsEmpty && clean.Length <= maxLength)
        {
            var isRune = Rune.DecodeFromUtf16(text, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isRune && !Rune.IsControl(rune) && !(clean.Length == 0 && Rune.IsWhiteSpace(rune)))
            {
                clean.Append(text[..length]);
            }

            text = text[length..];
        }

        return clean.ToString();
    }
}
