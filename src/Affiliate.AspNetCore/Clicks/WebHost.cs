using System.Buffers;
using System.Globalization;

namespace Affiliate.AspNetCore;

/// <summary>The host and port of an address or request, in the one form that hosts are compared in.</summary>
/// <param name="Name">Lower case, in ASCII (punycode).</param>
/// <param name="Port">The port, also when it is the scheme's own.</param>
internal readonly record struct WebHost(string Name, int Port)
{
    private const int MaxNameLength = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.[]:");

    /// <summary>Reads the authority of an address without user name: a host, and possibly a port.</summary>
    /// <remarks>
    /// Stricter than browsers on purpose: what a browser might read differently (backslashes, user names, blanks, encoded
    /// or trailing dots) is no host here.
    /// </remarks>
    public static bool TryRead(ReadOnlySpan<char> authority, int defaultPort, out WebHost host)
    {
        host = default;
        var colon = authority.LastIndexOf(':');
        var hasPort = colon >= 0 && colon > authority.LastIndexOf(']');
        var port = defaultPort;
        if ((hasPort && !TryReadPort(authority[(colon + 1)..], out port))
            || !TryNormalize(hasPort ? authority[..colon] : authority, out var name))
        {
            return false;
        }

        host = new WebHost(name, port);
        return true;
    }

    /// <summary>The comparable form of a host name or address; <see langword="false"/> for anything odd.</summary>
    public static bool TryNormalize(ReadOnlySpan<char> host, out string name)
    {
        name = string.Empty;
        if (host.IsEmpty || host.Length > MaxNameLength || host[^1] == '.')
        {
            return false;
        }

        var text = host.ToString();
        if (host.IndexOfAnyExcept(PlainCharacters) >= 0 && !TryGetAscii(text, out text))
        {
            return false;
        }

        name = text.ToLowerInvariant();
        return Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            && (name.Contains(':') == name.StartsWith('['));
    }

    /// <summary>Reads a port between 1 and 65,535.</summary>
    public static bool TryReadPort(ReadOnlySpan<char> text, out int port)
    {
        var isPort = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        port = number;
        return isPort;
    }

    private static bool TryGetAscii(string text, out string ascii)
    {
        try
        {
            ascii = Idn.GetAscii(text);
            return ascii.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0 && ascii.Length > 0 && ascii[^1] != '.';
        }
        catch (ArgumentException)
        {
            ascii = string.Empty;
            return false;
        }
    }
}
