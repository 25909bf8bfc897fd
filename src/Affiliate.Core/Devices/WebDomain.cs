using System.Buffers;

namespace Affiliate;

/// <summary>Finds names such as <c>example.com</c>, where somebody says whose program it is; versions have digits there.</summary>
internal static class WebDomain
{
    private const int ShortestName = 3;

    private static readonly string[] Endings =
    [
        "com", "org", "net", "io", "ai", "co", "de", "fr", "ru", "eu", "info", "dev", "app", "cloud", "jp", "uk", "cn",
        "nl", "it", "pl", "se", "ch", "biz",
    ];

    private static readonly SearchValues<string> DottedEndings =
        SearchValues.Create([.. Endings.Select(ending => "." + ending)], StringComparison.Ordinal);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <param name="text">Text in lower case.</param>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        for (var dot = text.IndexOfAny(DottedEndings); dot >= 0; dot = Next(text, dot))
        {
            if (IsEnding(text[(dot + 1)..]) && IsName(text[..dot]) && !IsApplication(text, dot))
            {
                return true;
            }
        }

        return false;
    }

    private static int Next(ReadOnlySpan<char> text, int dot)
    {
        var next = text[(dot + 1)..].IndexOfAny(DottedEndings);
        return next < 0 ? -1 : dot + 1 + next;
    }

    private static bool IsEnding(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('a', 'z');
        if (length >= 0 && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            return false;
        }

        return IsKnown(length < 0 ? text : text[..length]);
    }

    private static bool IsKnown(ReadOnlySpan<char> ending)
    {
        foreach (var known in Endings)
        {
            if (ending.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Applications have names such as <c>com.example.app</c>: a domain from its end.</summary>
    private static bool IsApplication(ReadOnlySpan<char> text, int dot)
    {
        var start = dot;
        while (start > 0 && (text[start - 1] == '.' || NameCharacters.Contains(text[start - 1])))
        {
            start--;
        }

        var first = text[start..].IndexOf('.');
        return start + first < dot && IsKnown(text.Slice(start, first)) && !IsCommon(text[(dot + 1)..]);
    }

    /// <summary>What domains end in, and applications' names do not.</summary>
    private static bool IsCommon(ReadOnlySpan<char> text) =>
        text.StartsWith("com", StringComparison.Ordinal) || text.StartsWith("org", StringComparison.Ordinal)
        || text.StartsWith("net", StringComparison.Ordinal);

    private static bool IsName(ReadOnlySpan<char> text)
    {
        var name = text[(text.LastIndexOfAnyExcept(NameCharacters) + 1)..];
        return name.Length >= ShortestName && name.ContainsAnyInRange('a', 'z');
    }
}
