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

    /// <summary>When the link was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the link was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Link> Record { get; } = new RecordType<Link>("links", l => l.Id)
        .Unique(l => l.ProgramId, l => l.Slug)
        .Index(l => l.PartnerId)
        .Versioned(l => l.Version)
        .Text(MaxSlugLength, l => l.Slug)
        .Text(2000, l => l.Destination);

    /// <summary>The key of a link by slug, lower case.</summary>
    public static Key<Link> BySlug(ProgramId program, string slug) => Record.ByUniqueKey(0, program, slug);
}
