using System.Text;

namespace Affiliate.AspNetCore;

/// <summary>A program's list of hosts, as the program keeps it: separated by spaces, each with or without a port.</summary>
internal static class AllowedHosts
{
    /// <summary>Whether a host is on the list. An entry without a port allows every port of the host.</summary>
    public static bool Contains(string list, WebHost host)
    {
        foreach (var range in list.AsSpan().Split(' '))
        {
            var entry = list.AsSpan(range);
            var nameLength = NameLength(entry);
            if (IsName(entry[..nameLength], host.Name)
                && (nameLength == entry.Length || IsPort(entry[(nameLength + 1)..], host.Port)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The form in which an entry is kept; <see langword="false"/> for what is no host, with or without a port.</summary>
    public static bool TryNormalize(string text, out string entry)
    {
        entry = string.Empty;
        var nameLength = NameLength(text);
        if (!WebHost.TryNormalize(text.AsSpan(0, nameLength), out var name)
            || (nameLength < text.Length && !WebHost.TryReadPort(text.AsSpan(nameLength + 1), out _)))
        {
            return false;
        }

        entry = string.Concat(name, text.AsSpan(nameLength));
        return true;
    }

    /// <summary>How much stands before the colon of a port; an IPv6 address has its own colons in brackets.</summary>
    private static int NameLength(ReadOnlySpan<char> entry)
    {
        var colon = entry.LastIndexOf(':');
        return colon < 0 || colon < entry.LastIndexOf(']') ? entry.Length : colon;
    }

    /// <summary>Entries may be in letters of any script; hosts are compared in ASCII.</summary>
    private static bool IsName(ReadOnlySpan<char> entry, string name) => Ascii.IsValid(entry)
        ? entry.Equals(name, StringComparison.OrdinalIgnoreCase)
        : WebHost.TryNormalize(entry, out var normalized) && normalized == name;

    private static bool IsPort(ReadOnlySpan<char> text, int port) =>
        WebHost.TryReadPort(text, out var allowed) && allowed == port;
}
