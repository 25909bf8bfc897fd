namespace Affiliate;

/// <summary>A set of links, of one partner or of the program, with a status and a goal.</summary>
public sealed record Campaign : IRecord<Campaign>
{
    /// <summary>The most characters a name has.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The identifier.</summary>
    public required CampaignId Id { get; init; }

    /// <summary>The program the campaign belongs to.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner whose campaign it is; <see langword="null"/> for the program's own.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in the host's own words, for example <c>affiliate_clickout</c>.</summary>
    public string? Goal { get; init; }

    /// <summary>Whether its links work.</summary>
    public required CampaignStatus Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often it was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Campaign> Record { get; } = new RecordType<Campaign>("campaigns", c => c.Id)
        .Index(c => c.ProgramId, c => c.CreatedAt)
        .Versioned(c => c.Version)
        .Text(MaxNameLength, c => c.Name)
        .Text(64, c => c.Goal);

    /// <summary>The key of a campaign by its identifier.</summary>
    public static Key<Campaign> ById(CampaignId id) => Record.ByPrimaryKey(id);
}

/// <summary>Whether a campaign's links work.</summary>
public enum CampaignStatus
{
    /// <summary>They work.</summary>
    Active,

    /// <summary>They answer as disabled links do, until the campaign is active again.</summary>
    Paused,

    /// <summary>It is over; its links answer as disabled links do. Clicks and statistics are kept.</summary>
    Archived,
}
