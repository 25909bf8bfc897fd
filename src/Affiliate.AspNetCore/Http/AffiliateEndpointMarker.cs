namespace Affiliate.AspNetCore;

/// <summary>Metadata of every route of ours.</summary>
/// <param name="Prefix">What its path begins with.</param>
internal sealed record AffiliateEndpointMarker(string Prefix);
