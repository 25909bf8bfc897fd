namespace Affiliate;

/// <summary>A slug that leads visitors somewhere on a partner's behalf. A partner's own slug is its default link.</summary>
public sealed record Link : IRecord<Link>
{
    /// <summary>The most characters a slug has.</summary>
    public const int MaxSlugLength = 64;

    /// <summary>The identifier.</summary>
    public required LinkId Id { get; init; }

    /// <summary>The program the link belongs to.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner who is credited.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, lower case; unique in the program.</summary>
    public required string Slug { get; init; }

    /// <summary>Where the link leads; <see langword="null"/> for the program's default.</summary>
    public string? Destination { get; init; }

    /// <summary>The campaign the link belongs to; <see langword="null"/> for none.</summary>
    public CampaignId? CampaignId { get; init; }

    /// <summary>What people call the link.</summary>
    public string? Title { get; init; }

    /// <summary>Whether the link was switched off: it is 404 then, and its clicks are kept.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether the program's owner did it: then the partner cannot switch the link on again.</summary>
    public bool IsDisabledByOwner { get; init; }

    /// <summary>Whether redirects are 307, which keeps the method, instead of 302.</summary>
    public bool KeepsMethod { get; init; }

    /// <summary>From when on the link works; 404 before.</summary>
    public DateTimeOffset? ScheduledStartAt { get; init; }

    /// <summary>From when on the link is over: 410.</summary>
    public DateTimeOffset? ScheduledEndAt { get; init; }

    /// <summary>From when on the link is no longer valid: 410.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many clicks the link takes before it is 410; <see langword="null"/> for any number.</summary>
    public long? MaxClicks { get; init; }

    /// <summary>The hash of the password that visitors are asked for; <see langword="null"/> for none.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>The link's routing rules as JSON; <see langword="null"/> for none.</summary>
    public string? Rules { get; init; }

    /// <summary>When the link was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the link was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Link> Record { get; } = new RecordType<Link>("links", l => l.Id)
        .Unique(l => l.ProgramId, l => l.Slug)
        .Index(l => l.PartnerId)
        .Index(l => l.ProgramId, l => l.CreatedAt)
        .Index(l => l.CampaignId)
        .Versioned(l => l.Version)
        .Text(MaxSlugLength, l => l.Slug)
        .Text(200, l => l.Title, l => l.PasswordHash)
        .Text(2000, l => l.Destination)
        .Text(RoutingRules.MaxJsonLength, l => l.Rules);

    /// <summary>The name of the counter of clicks that were let through a capped link.</summary>
    internal string ClickCounter => $"link_clicks:{Id.Value:N}";

    /// <summary>The key of a link by its identifier.</summary>
    public static Key<Link> ById(LinkId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a link by slug, lower case.</summary>
    public static Key<Link> BySlug(ProgramId program, string slug) => Record.ByUniqueKey(0, program, slug);
}
