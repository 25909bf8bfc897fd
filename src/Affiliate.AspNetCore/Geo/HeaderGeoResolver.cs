using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Reads the place from a CDN's headers, when the host says that they can be trusted; else knows nothing.</summary>
internal sealed class HeaderGeoResolver(IOptions<AffiliateHttpOptions> options) : IGeoResolver
{
    private readonly GeoHeaders? _headers = options.Value.TrustedGeoHeaders;

    public GeoPlace? Resolve(HttpContext context) => _headers is null || Read(context, _headers.Country) is not { } country
        ? null
        : new GeoPlace(country, Read(context, _headers.Region), Read(context, _headers.City));

    private static string? Read(HttpContext context, string? header) =>
        header is not null && context.Request.Headers[header] is [{ Length: > 0 } value]
            ? value.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(value) : value
            : null;
}
