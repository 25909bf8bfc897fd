namespace Affiliate.AspNetCore;

/// <summary>A campaign as it is published; the primary link is its oldest and is null in lists.</summary>
internal sealed record CampaignBody(
    string Id, string ProgramId, string? PartnerId, string Name, string? Goal, string Status, LinkBody? PrimaryLink,
    DateTimeOffset CreatedAt, int Version)
{
    public static CampaignBody Of(Campaign campaign, Link? primary) => new(
        campaign.Id.ToString(), campaign.ProgramId.ToString(), campaign.PartnerId?.ToString(), campaign.Name, campaign.Goal,
        WireName.Of(campaign.Status), primary is null ? null : LinkBody.Of(primary), campaign.CreatedAt, campaign.Version);
}
