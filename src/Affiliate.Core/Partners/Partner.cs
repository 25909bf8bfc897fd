namespace Affiliate;

/// <summary>Somebody who refers customers and earns commissions.</summary>
public sealed record Partner : IRecord<Partner>
{
    /// <summary>The identifier.</summary>
    public required PartnerId Id { get; init; }

    /// <summary>The program the partner belongs to.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The e-mail address, trimmed and lower case; unique in the program.</summary>
    public required string Email { get; init; }

    /// <summary>The slug of the partner's default link, lower case; unique among the program's links.</summary>
    public required string Slug { get; init; }

    /// <summary>The host's identifier of the partner's own account; who buys under it refers nobody but themselves.</summary>
    public string? UserKey { get; init; }

    /// <summary>
    /// The host's identifier of the partner's company, where companies are the customers: one that buys under it refers nobody but itself.
    /// </summary>
    public string? TenantKey { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Where the partner stands in the program.</summary>
    public required PartnerStatus Status { get; init; }

    /// <summary>The partner's own share; <see langword="null"/> for the program's default.</summary>
    public Rate? Commission { get; init; }

    /// <summary>The partner's own hold; <see langword="null"/> for the group's or the program's.</summary>
    public TimeSpan? HoldPeriod { get; init; }

    /// <summary>How old a click of the partner's may be, 1 to 366 days; <see langword="null"/> for the group's or the program's.</summary>
    public TimeSpan? AttributionWindow { get; init; }

    /// <summary>The group; <see langword="null"/> for the program's default one.</summary>
    public GroupId? GroupId { get; init; }

    /// <summary>The partner's own plan; <see langword="null"/> for the group's or the program's.</summary>
    public PlanId? PlanId { get; init; }

    /// <summary>When group or plan were changed last; <see langword="null"/> when never.</summary>
    public DateTimeOffset? TermsSince { get; init; }

    /// <summary>The partner who recruited this one.</summary>
    public PartnerId? RecruitedBy { get; init; }

    /// <summary>A JSON object of the host's own, at most 4,000 characters.</summary>
    public string? Metadata { get; init; }

    /// <summary>When the partner was enrolled.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the partner was changed.</summary>
    public int Version { get; init; }

    /// <summary>The first and the last name, else the slug.</summary>
    internal string DisplayName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Slug;

    /// <inheritdoc />
    public static RecordType<Partner> Record { get; } = new RecordType<Partner>("partners", p => p.Id)
        .Unique(p => p.ProgramId, p => p.Email)
        .Unique(p => p.ProgramId, p => p.Slug)
        .Index(p => p.ProgramId, p => p.CreatedAt)
        .Index(p => p.ProgramId, p => p.UserKey)
        .Index(p => p.GroupId)
        .Versioned(p => p.Version)
        .Text(254, p => p.Email)
        .Text(Link.MaxSlugLength, p => p.Slug)
        .Text(CustomerKey.MaxLength, p => p.UserKey, p => p.TenantKey)
        .Text(100, p => p.FirstName, p => p.LastName)
        .Text(4000, p => p.Metadata);

    /// <summary>The key of a partner by its identifier.</summary>
    public static Key<Partner> ById(PartnerId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a partner by e-mail address, trimmed and lower case.</summary>
    public static Key<Partner> ByEmail(ProgramId program, string email) => Record.ByUniqueKey(0, program, email);

    /// <summary>The key of a partner by slug, lower case.</summary>
    public static Key<Partner> BySlug(ProgramId program, string slug) => Record.ByUniqueKey(1, program, slug);
}

/// <summary>Where a partner stands in the program.</summary>
public enum PartnerStatus
{
    /// <summary>Invited: earns already, is paid once active.</summary>
    Invited,

    /// <summary>Earns and is paid.</summary>
    Active,

    /// <summary>Stopped for now: new clicks and sales earn nothing.</summary>
    Suspended,

    /// <summary>Left: new clicks and sales earn nothing; what was earned stands.</summary>
    Deactivated,
}
