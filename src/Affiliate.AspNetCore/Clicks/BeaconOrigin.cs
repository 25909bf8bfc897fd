using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Where a beacon comes from: only own and allow-listed pages attribute (semantics 10) and may read the answer.</summary>
/// <param name="IsTrusted">Whether the page is our host's own, on the program's list, or no page at all.</param>
/// <param name="Origin">The origin to name in the answer; <see langword="null"/> when none may be.</param>
internal readonly record struct BeaconOrigin(bool IsTrusted, string? Origin)
{
    /// <summary>The origin of a request, by <c>Origin</c> and <c>Sec-Fetch-Site</c>.</summary>
    public static BeaconOrigin Of(HttpRequest request, AffiliateProgram program)
    {
        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"];
        if (origin.Count == 0)
        {
            return new BeaconOrigin(site.Count == 0 || site == "same-origin" || site == "none", null);
        }

        // Browsers alone set Sec-Fetch-Site, so it holds even where a proxy changed the Host header.
        var isTrusted = origin.Count == 1
            && (site == "same-origin" || IsKnown(origin.ToString(), request.Host, program.AllowedHosts));
        return new BeaconOrigin(isTrusted, isTrusted ? origin.ToString() : null);
    }

    /// <summary>Lets the page read the answer, when it may.</summary>
    public void Allow(HttpResponse response)
    {
        response.Headers.Append("Vary", "Origin");
        if (Origin is not null)
        {
            response.Headers.AccessControlAllowOrigin = Origin;
            response.Headers.AccessControlAllowCredentials = "true";
        }
    }

    private static bool IsKnown(string origin, HostString own, string allowedHosts)
    {
        var scheme = origin.IndexOf("://", StringComparison.Ordinal);
        var defaultPort = scheme switch
        {
            5 when origin.StartsWith("https", StringComparison.OrdinalIgnoreCase) => 443,
            4 when origin.StartsWith("http", StringComparison.OrdinalIgnoreCase) => 80,
            _ => 0,
        };

        // The request's scheme is not compared: behind a proxy that ends TLS it is not the browser's.
        return defaultPort > 0
            && WebHost.TryRead(origin.AsSpan(scheme + "://".Length), defaultPort, out var host)
            && ((WebHost.TryRead(own.Value, defaultPort, out var ownHost) && ownHost == host)
                || AllowedHosts.Contains(allowedHosts, host));
    }
}
