namespace Affiliate.AspNetCore;

/// <summary>The names of the request headers in which a CDN says where the visitor is.</summary>
/// <param name="Country">The header with the country, as two letters.</param>
/// <param name="Region">The header with the region.</param>
/// <param name="City">The header with the city; percent-encoded text is decoded.</param>
public sealed record GeoHeaders(string Country, string? Region = null, string? City = null)
{
    /// <summary>Cloudflare; region and city need its managed transform "Add visitor location headers".</summary>
    public static GeoHeaders Cloudflare { get; } = new("CF-IPCountry", "CF-Region", "CF-IPCity");

    /// <summary>Amazon CloudFront, with these headers in the origin request policy.</summary>
    public static GeoHeaders CloudFront { get; } =
        new("CloudFront-Viewer-Country", "CloudFront-Viewer-Country-Region-Name", "CloudFront-Viewer-City");

    /// <summary>Vercel.</summary>
    public static GeoHeaders Vercel { get; } = new("X-Vercel-IP-Country", "X-Vercel-IP-Country-Region", "X-Vercel-IP-City");
}
