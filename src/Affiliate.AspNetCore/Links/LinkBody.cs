namespace Affiliate.AspNetCore;

/// <summary>A link as it is published (TX-14, TX-15). The password is never shown.</summary>
internal sealed record LinkBody(
    string Id, string ProgramId, string PartnerId, string? CampaignId, string Slug, string? Title, string? DestinationUrl,
    int RedirectCode, string Status, string? DisabledBy, DateTimeOffset? ScheduledStartAt, DateTimeOffset? ScheduledEndAt,
    DateTimeOffset? ExpiresAt, long? MaxClicks, bool HasPassword, IReadOnlyList<RuleBody> Rules, DateTimeOffset CreatedAt,
    int Version)
{
    /// <summary>How many clicks are kept of it; left out of lists, as it takes counting (AF-12).</summary>
    public long? Clicks { get; init; }

    /// <summary>When it was clicked last; left out of lists.</summary>
    public DateTimeOffset? LastClickedAt { get; init; }

    public static LinkBody Of(Link link) => new(
        link.Id.ToString(), link.ProgramId.ToString(), link.PartnerId.ToString(), link.CampaignId?.ToString(), link.Slug,
        link.Title, link.Destination, link.KeepsMethod ? 307 : 302, link.IsDisabled ? "disabled" : "active",
        !link.IsDisabled ? null : link.IsDisabledByOwner ? "owner" : "partner",
        link.ScheduledStartAt, link.ScheduledEndAt, link.ExpiresAt, link.MaxClicks, link.PasswordHash is not null,
        RuleBody.Of(link.Rules), link.CreatedAt, link.Version);
}
