namespace Affiliate.AspNetCore;

/// <summary>Metadata of every route of ours.</summary>
internal sealed class AffiliateEndpointMarker
{
    public static readonly AffiliateEndpointMarker Instance = new();
}
