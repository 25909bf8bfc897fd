using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Tells where a visitor is. The host supplies one with <c>UseGeoResolver</c>, over a database in memory for example.</summary>
/// <remarks>
/// Called once for each click, from many threads, while the visitor waits: it must answer at once. Should it throw, the
/// click is recorded without a place. Nothing but the place is kept.
/// </remarks>
public interface IGeoResolver
{
    /// <summary>The place of whoever sent a request; <see langword="null"/> when it is not known.</summary>
    GeoPlace? Resolve(HttpContext context);
}

/// <summary>Where a visitor is.</summary>
/// <param name="Country">The country as two letters (ISO 3166-1); anything else counts as unknown.</param>
/// <param name="Region">The region, at most 100 characters.</param>
/// <param name="City">The city, at most 100 characters.</param>
public sealed record GeoPlace(string? Country, string? Region = null, string? City = null);
