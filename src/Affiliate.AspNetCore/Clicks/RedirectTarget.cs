using System.Buffers;
using System.Globalization;
using System.Text;

namespace Affiliate.AspNetCore;

/// <summary>Decides where a redirect may lead. Pure; the address it answers is built anew from what was checked (T18).</summary>
internal static class RedirectTarget
{
    private const string ClickParameter = "clickid=";
    private const int MaxDecodings = 5;
    private const int MaxLength = 2_000;

    /// <summary>What stands for itself in an address, the percent sign of what is encoded already included.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>The address for a requested one, or <see langword="null"/> when it may lead away.</summary>
    /// <param name="requested">What the visitor's link asks for.</param>
    /// <param name="allowedHosts">The program's list.</param>
    /// <param name="own">The host that the request came to, when it has a plain name.</param>
    public static string? Requested(string requested, string allowedHosts, WebHost? own)
    {
        if (requested.Length is 0 or > MaxLength || HasDanger(requested))
        {
            return null;
        }

        if (requested[0] == '/')
        {
            return IsLocal(requested) ? Escape(requested) : null;
        }

        return TryReadAbsolute(requested, out var host, out var address)
            && (host == own || AllowedHosts.Contains(allowedHosts, host))
                ? address
                : null;
    }

    /// <summary>
    /// The address of a route: what links and rules say must be allowed now, whenever it was stored; else, and without
    /// them, the program's own destination.
    /// </summary>
    public static string? Of(in Route route, AffiliateProgram program, WebHost? own) =>
        (route.DecidedBy == "program" || string.IsNullOrEmpty(route.Destination)
            ? null
            : Requested(route.Destination, program.AllowedHosts, own))
        ?? Configured(program.DefaultDestination);

    /// <summary>
    /// The address for a destination that the program's owner chose: a local path, or any <c>http</c> or <c>https</c>
    /// address; <see langword="null"/> for anything else.
    /// </summary>
    public static string? Configured(string? destination)
    {
        if (string.IsNullOrEmpty(destination) || destination.Length > MaxLength || HasDanger(destination))
        {
            return null;
        }

        if (destination[0] == '/')
        {
            return destination.StartsWith("//", StringComparison.Ordinal) ? null : Escape(destination);
        }

        return TryReadAbsolute(destination, out _, out var address) ? address : null;
    }

    /// <summary>Appends the click to the query, before the fragment (CP-04).</summary>
    public static string WithClick(string address, ClickId click)
    {
        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        var end = fragment < 0 ? address.Length : fragment;
        var query = address.AsSpan(0, end).IndexOf('?');
        var separator = query < 0 ? "?" : address[end - 1] is '?' or '&' ? string.Empty : "&";
        return string.Concat(
            string.Concat(address.AsSpan(0, end), separator, ClickParameter), click.ToString(), address.AsSpan(end));
    }

    private static bool TryReadAbsolute(string text, out WebHost host, out string address)
    {
        host = default;
        address = string.Empty;
        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http"
            : null;
        if (scheme is null)
        {
            return false;
        }

        var rest = text.AsSpan(scheme.Length + "://".Length);
        var length = rest.IndexOfAny("/?#");
        var authority = length < 0 ? rest : rest[..length];
        var defaultPort = scheme == "https" ? 443 : 80;
        if (!WebHost.TryRead(authority, defaultPort, out host))
        {
            return false;
        }

        var port = host.Port == defaultPort ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{host.Port}");
        var path = Escape(rest[authority.Length..].ToString());
        var slash = path.StartsWith('/') ? string.Empty : "/";
        address = $"{scheme}://{host.Name}{port}{slash}{path}";
        return true;
    }

    /// <summary>
    /// Whether a path stays on this host however often somebody between here and the browser decodes or folds it.
    /// </summary>
    private static bool IsLocal(string text)
    {
        var end = text.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? text : text[..end];
        for (var i = 0; i < MaxDecodings; i++)
        {
            if (!StaysLocal(path))
            {
                return false;
            }

            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
            {
                return true;
            }

            path = decoded;
        }

        return false;
    }

    private static bool StaysLocal(string path)
    {
        // An encoded blank is part of a name; a bare one was refused before.
        path = path.Replace(' ', '_');
        if (HasDanger(path))
        {
            return false;
        }

        var folded = path.IsNormalized(NormalizationForm.FormKC) ? path : path.Normalize(NormalizationForm.FormKC);
        return !folded.Contains("//", StringComparison.Ordinal) && !folded.Contains('@') && !HasDanger(folded);
    }

    private static bool HasDanger(string text)
    {
        foreach (var c in text)
        {
            if (IsDangerous(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Characters that browsers drop or take for a slash, and ones that no address needs.</summary>
    private static bool IsDangerous(char c) =>
        c is '\\' or '\uFFFD' || char.IsSurrogate(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned;

    /// <summary>Makes the text fit a header: everything that is not plain ASCII is percent-encoded as UTF-8.</summary>
    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length * 2);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            _ = Plain.Contains((char)value)
                ? escaped.Append((char)value)
                : escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
