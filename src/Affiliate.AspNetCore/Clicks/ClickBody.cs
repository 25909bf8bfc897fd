namespace Affiliate.AspNetCore;

/// <summary>A click as it is published, with everything that a conversion inherits from it (CP-02, CP-03).</summary>
internal sealed record ClickBody(
    string Id, string PartnerId, string LinkId, string? CampaignId, string Ref, string? Landing, string? Referrer, string? Source,
    string? Medium, string? UtmCampaign, string? UtmContent, string? UtmTerm, string? AdGroup, string? Creative, string? Placement,
    string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5, string Device, string? Os, string? Browser,
    string? Language, string? Country, string? Region, string? City, string? Segment, long? CostCents, bool Qualified,
    string? NotQualifiedReason, bool Attributable, string? NotAttributableReason, DateTimeOffset OccurredAt, ClickCorrectionBody? Correction)
{
    public static ClickBody Of(Click click, ClickCorrection? correction) => new(
        click.Id.ToString(), click.PartnerId.ToString(), click.LinkId.ToString(), click.CampaignId?.ToString(), click.Ref, click.Landing,
        click.Referrer, click.Source, click.Medium, click.UtmCampaign, click.UtmContent, click.UtmTerm, click.AdGroup, click.Creative,
        click.Placement, click.Sub1, click.Sub2, click.Sub3, click.Sub4, click.Sub5, WireName.Of(click.Device), click.Os, click.Browser,
        click.Language, click.Country, click.Region, click.City, click.Segment, click.CostMinorUnits, click.Qualified,
        click.NotQualifiedReason, click.Attributable, click.NotAttributableReason, click.OccurredAt,
        correction is null ? null : ClickCorrectionBody.Of(correction));
}

/// <summary>What a person decided about a click, and what had been found when it was recorded.</summary>
internal sealed record ClickCorrectionBody(
    string ClickId, string? FoundNotQualified, string? FoundNotAttributable, string Actor, string Reason, DateTimeOffset CorrectedAt)
{
    public static ClickCorrectionBody Of(ClickCorrection correction) => new(
        correction.Id.ToString(), correction.FoundNotQualified, correction.FoundNotAttributable, correction.Actor, correction.Reason,
        correction.CorrectedAt);
}
