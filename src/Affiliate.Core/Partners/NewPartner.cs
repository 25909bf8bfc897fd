namespace Affiliate;

/// <summary>Somebody to enrol.</summary>
public sealed record NewPartner
{
    /// <summary>The id or key of the program. Default: the default program.</summary>
    public string? Program { get; init; }

    /// <summary>The e-mail address; unique in the program, compared in lower case.</summary>
    public required string Email { get; init; }

    /// <summary>The slug of the default link: 1 to 64 letters, digits, <c>-</c> and <c>_</c>; unique among the program's links.</summary>
    public required string Slug { get; init; }

    /// <summary>The first name, at most 100 characters.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name, at most 100 characters.</summary>
    public string? LastName { get; init; }

    /// <summary>The partner's own share. Default: the program's.</summary>
    public Rate? Commission { get; init; }

    /// <summary>The partner's own hold, 0 to 366 days. Default: the group's or the program's.</summary>
    public TimeSpan? HoldPeriod { get; init; }

    /// <summary>How old a click of the partner's may be, 1 to 366 days. Default: the group's or the program's.</summary>
    public TimeSpan? AttributionWindow { get; init; }

    /// <summary>The group, an active one of the program. Default: the program's default group.</summary>
    public GroupId? GroupId { get; init; }

    /// <summary>A plan of the partner's own, an active one of the program. Default: the group's or the program's.</summary>
    public PlanId? PlanId { get; init; }

    /// <summary>The partner of the program who recruited this one. Default: nobody.</summary>
    public PartnerId? RecruitedBy { get; init; }

    /// <summary>Where the partner is paid; kept encrypted. Default: unknown.</summary>
    public PayoutDetails? Payout { get; init; }

    /// <summary>Where the partner starts. Default: <see cref="PartnerStatus.Invited"/> (AH-30).</summary>
    public PartnerStatus Status { get; init; } = PartnerStatus.Invited;

    /// <summary>The host's identifier of the partner's own account, at most 255 characters. Default: none.</summary>
    public string? UserKey { get; init; }

    /// <summary>
    /// The host's identifier of the partner's company (tenant), at most 255 characters: what the company buys under this customer key earns
    /// the partner nothing. Default: none.
    /// </summary>
    public string? TenantKey { get; init; }

    /// <summary>A JSON object of the host's own, at most 4,000 characters.</summary>
    public string? Metadata { get; init; }
}
