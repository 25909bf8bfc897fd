namespace Affiliate.AspNetCore;

/// <summary>A click as it is published, with everything that a conversion inherits from it (CP-02, CP-03).</summary>
internal sealed record ClickBody(
    string Id, string PartnerId, string LinkId, string? CampaignId, string Ref, string? Landing, string? Referrer, string? Source,
    string? Medium, string? UtmCampaign, string? UtmContent, string? UtmTerm, string? AdGroup, string? Creative, string? Placement,
    string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5, string Device, string? Os, string? Browser,
    string? Language, string? Country, string? Region, string? City, string? Segment, long? CostCents, bool Qualified,
    DateTimeOffset OccurredAt)
{
    public static ClickBody Of(Click click) => new(
        click.Id.ToString(), click.PartnerId.ToString(), click.LinkId.ToString(), click.CampaignId?.ToString(), click.Ref, click.Landing,
        click.Referrer, click.Source, click.Medium, click.UtmCampaign, click.UtmContent, click.UtmTerm, click.AdGroup, click.Creative,
        click.Placement, click.Sub1, click.Sub2, click.Sub3, click.Sub4, click.Sub5, WireName.Of(click.Device), click.Os, click.Browser,
        click.Language, click.Country, click.Region, click.City, click.Segment, click.CostMinorUnits, click.Qualified, click.OccurredAt);
}
