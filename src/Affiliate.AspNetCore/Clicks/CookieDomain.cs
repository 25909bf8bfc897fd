using System.Net;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Which hosts share the visitor's cookie (AF-16).</summary>
internal static class CookieDomain
{
    /// <summary>Second levels that registries sell names under, below a country's domain.</summary>
    private static readonly string[] Registries = ["ac", "co", "com", "edu", "gob", "gov", "gv", "ltd", "me", "ne", "net", "nom", "or", "org", "plc", "sch"];

    /// <summary>The domain to name in the cookie; <see langword="null"/> for the host alone.</summary>
    /// <remarks>A browser refuses a domain that the host is not in, so elsewhere, on localhost for example, none is named.</remarks>
    public static string? Of(HostString host, AffiliateHttpOptions options)
    {
        if (options.CookieDomain is null && !options.UseBroadestCookieDomain)
        {
            return null;
        }

        var name = host.Host;
        return options.CookieDomain is { } domain
            ? IsWithin(name, domain) ? domain : null
            : Broadest(name);
    }

    /// <summary>The name that was registered: two labels, or three where a country's registry sells below <c>co</c> and the like.</summary>
    private static string? Broadest(string host)
    {
        var labels = host.Split('.');
        if (labels.Length < 2 || IPAddress.TryParse(host, out _) || labels.Any(label => label.Length == 0)
            || labels[^1].Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var count = labels[^1].Length == 2 && Registries.Contains(labels[^2], StringComparer.OrdinalIgnoreCase) ? 3 : 2;
        return labels.Length < count ? null : string.Join('.', labels[^count..]).ToLowerInvariant();
    }

    private static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
}
