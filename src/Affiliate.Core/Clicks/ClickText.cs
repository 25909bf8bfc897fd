namespace Affiliate;

/// <summary>Makes what a browser says about an arrival safe to keep: no query, fragment or user name (AH-04), bounded.</summary>
internal static class ClickText
{
    public const int MaxPathLength = 512;
    public const int MaxSourceLength = 128;

    private const int MaxSchemeLength = 32;
    private const string SchemeEnd = "://";

    /// <summary>The path of a landing page that was given as a path or as a whole address.</summary>
    public static string? Landing(string? landing)
    {
        var text = SafeText.Clean(landing);
        var path = TrySplit(text, out _, out _, out var rest) ? rest
            : text.StartsWith("//", StringComparison.Ordinal) ? AfterAuthority(text[2..])
            : text;
        path = Cut(path, "?#");
        if (path.IsEmpty)
        {
            return null;
        }

        // Two slashes in front would make the next reader take the first folder for a host.
        var isPath = path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal);
        return isPath && IsWhole(landing!, path.Length) ? landing
            : SafeText.Of(isPath ? path : $"/{path.TrimStart('/')}", MaxPathLength);
    }

    /// <summary>Origin and path of a referring page; <see langword="null"/> when it is no address.</summary>
    public static string? Referrer(string? referrer)
    {
        if (!TrySplit(SafeText.Clean(referrer), out var scheme, out var host, out var rest))
        {
            return null;
        }

        var path = Cut(rest, "?#");
        return IsWhole(referrer!, scheme.Length + SchemeEnd.Length + host.Length + path.Length) ? referrer
            : SafeText.Of($"{scheme}{SchemeEnd}{host}{path}", MaxPathLength);
    }

    /// <summary>The traffic source: what the link says (<c>src</c>, <c>utm_source</c>), else the referring host.</summary>
    public static string? Source(string? named, string? referrer)
    {
        if (SafeText.Of(named, MaxSourceLength) is { } source)
        {
            return source;
        }

        return TrySplit(SafeText.Clean(referrer), out _, out var host, out _)
            ? SafeText.Of(WithoutPort(host), MaxSourceLength)?.ToLowerInvariant()
            : null;
    }

    /// <summary>Whether nothing of a text is left out: then it needs no copy, and mostly nothing is.</summary>
    private static bool IsWhole(string text, int kept) => kept == text.Length && kept <= MaxPathLength;

    /// <summary>Splits <c>scheme://user@host/rest</c>; <see langword="false"/> for anything without scheme and host.</summary>
    private static bool TrySplit(
        ReadOnlySpan<char> address, out ReadOnlySpan<char> scheme, out ReadOnlySpan<char> host, out ReadOnlySpan<char> rest)
    {
        var end = address.IndexOf(SchemeEnd, StringComparison.Ordinal);
        scheme = end > 0 ? address[..end] : default;
        host = rest = default;
        if (!IsScheme(scheme))
        {
            return false;
        }

        var afterScheme = address[(end + SchemeEnd.Length)..];
        rest = AfterAuthority(afterScheme);
        var authority = afterScheme[..^rest.Length];
        host = authority[(authority.LastIndexOf('@') + 1)..];
        return !host.IsWhiteSpace();
    }

    /// <summary>What follows host and port; browsers read a backslash as a slash.</summary>
    private static ReadOnlySpan<char> AfterAuthority(ReadOnlySpan<char> text) => text[Cut(text, "/\\?#").Length..];

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, ReadOnlySpan<char> enders)
    {
        var end = text.IndexOfAny(enders);
        return end < 0 ? text : text[..end];
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> host)
    {
        var port = host.LastIndexOf(':');
        return port > host.LastIndexOf(']') ? host[..port] : host;
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxSchemeLength)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
