using System.Buffers;

namespace Affiliate;

/// <summary>The shape that the strings of browsers have: a system, an engine, products with versions.</summary>
internal static class BrowserShape
{
    private static readonly SearchValues<string> Engines = SearchValues.Create(
        [
            "applewebkit", "gecko", "trident/", "presto/", "khtml", "msie", "opera", "amiga", "beos", "office", "rv:",
            "nintendo", "playstation",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<string> OldCompatibles = SearchValues.Create(
        ["msie", "konqueror", "windows phone", "opera", "amiga", "beos", "office"], StringComparison.Ordinal);

    private static readonly SearchValues<string> Handhelds = SearchValues.Create(
        ["android", "iphone", "pad", "mobile", "tv", "tablet"], StringComparison.Ordinal);

    private static readonly SearchValues<string> ExplorersSystems = SearchValues.Create(
        [
            "win", "mac", "x11", "sunos", "unix", "aol", "palm", "xbox", "phone", "symbian", "opera", "office", "amiga", "beos", "os/2",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<char> RuntimeNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Browsers that put their name last, without a version.</summary>
    private static readonly string[] LastWords = ["lbbrowser", "viber", "maxthon", "valve steam client"];

    private static readonly string[] Systems =
    [
        "compatible", "wayland", "ubuntu", "fedora", "debian", "linux", "quest", "mageia", "mandriva", "gentoo", "centos",
        "opensuse", "macintosh", "intel", "sunos", "manjaro", "kubuntu", "xubuntu", "lubuntu", "slackware", "nixos", "solus",
        "deepin", "zorin", "elementary", "rocky", "almalinux", "endeavouros", "freebsd", "openbsd", "netbsd", "haiku",
    ];

    /// <summary>Whether a string begins as browsers' do; televisions put their standard first.</summary>
    public static bool Begins(ReadOnlySpan<char> original) =>
        original.StartsWith("Mozilla/", StringComparison.Ordinal) || original.StartsWith("Opera/", StringComparison.Ordinal)
        || original.StartsWith("HbbTV/", StringComparison.Ordinal);

    /// <summary>Whether a string that begins as browsers' do goes on as they do.</summary>
    /// <param name="original">The string as sent.</param>
    /// <param name="text">The string in lower case.</param>
    /// <param name="device">Its first comment in lower case, with the parentheses.</param>
    public static bool Fits(ReadOnlySpan<char> original, ReadOnlySpan<char> text, ReadOnlySpan<char> device) =>
        text.Contains('(')
        && text.ContainsAny(Engines)
        && !IsRuntime(original, device)
        && (!text.Contains("compatible;", StringComparison.Ordinal) || text.ContainsAny(OldCompatibles))
        && !HasOddEngine(original, text)
        && !IsOddExplorer(text)
        && (text.ContainsAny(Handhelds) || (!EndsInNames(text) && !NamesTool(device) && !NamesAssistant(text)));

    /// <summary>
    /// Scripts call the system by the name that their runtime has for it (<c>(darwin)</c>, <c>Linux x64</c>), and nothing else.
    /// </summary>
    private static bool IsRuntime(ReadOnlySpan<char> original, ReadOnlySpan<char> device)
    {
        var comment = original.IndexOf('(');
        return device.Contains("linux x64", StringComparison.Ordinal)
            || (device.Length > 2 && original.Slice(comment, device.Length).SequenceEqual(device)
                && !device[1..^1].ContainsAnyExcept(RuntimeNames) && !device.StartsWith("(ip", StringComparison.Ordinal));
    }

    /// <summary>Browsers say <c>(KHTML, like Gecko)</c>, and behind it products that are written large.</summary>
    private static bool HasOddEngine(ReadOnlySpan<char> original, ReadOnlySpan<char> text)
    {
        const string Start = "(khtml, like gecko";
        var at = text.IndexOf(Start, StringComparison.Ordinal);
        var rest = at < 0 ? default : text[(at + Start.Length)..];
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest[0] != ')')
        {
            return !rest.StartsWith(", safari/", StringComparison.Ordinal);
        }

        var product = original[(at + Start.Length + 1)..].TrimStart();
        var end = product.IndexOf(' ');
        product = end < 0 ? default : product[..end];
        return !product.IsEmpty && !product.ContainsAnyExceptInRange('a', 'z');
    }

    /// <summary>Internet Explorer tells its version, and the system it runs on.</summary>
    private static bool IsOddExplorer(ReadOnlySpan<char> text)
    {
        const string Name = "msie";
        var at = text.IndexOf(Name, StringComparison.Ordinal);
        var version = at < 0 ? default : text[(at + Name.Length)..].TrimStart();
        return at >= 0 && (version.IsEmpty || !char.IsAsciiDigit(version[0]) || !text.ContainsAny(ExplorersSystems));
    }

    /// <summary>Whether bare words stand behind the version of a desktop browser, or a semicolon before something more.</summary>
    private static bool EndsInNames(ReadOnlySpan<char> text)
    {
        var at = Math.Max(
            text.LastIndexOf("safari/", StringComparison.Ordinal), text.LastIndexOf("firefox/", StringComparison.Ordinal));
        var space = at < 0 ? -1 : text[at..].IndexOf(' ');
        if (space < 0)
        {
            return false;
        }

        var rest = text[(at + space)..].Trim();
        return text[at + space - 1] == ';' || (IsWords(rest) && !IsOneOf(rest, LastWords));
    }

    /// <summary>Assistants that browse for somebody like to end in AI.</summary>
    private static bool NamesAssistant(ReadOnlySpan<char> text) => text.Contains("ai/", StringComparison.Ordinal);

    /// <summary>Whether the description of the system has a word of its own: where monitors put their name.</summary>
    private static bool NamesTool(ReadOnlySpan<char> device)
    {
        if (!device.StartsWith("(x11", StringComparison.Ordinal) && !device.StartsWith("(macintosh", StringComparison.Ordinal))
        {
            return false;
        }

        var parts = device[1..^1];
        foreach (var range in parts.Split(';'))
        {
            var part = parts[range].Trim();
            if (part.Length >= 5 && !part.ContainsAnyExceptInRange('a', 'z') && !IsOneOf(part, Systems))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWords(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterLower(character) && character is not (' ' or '-'))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var known in words)
        {
            if (word.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
