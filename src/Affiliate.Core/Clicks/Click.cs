namespace Affiliate;

/// <summary>One arrival through a partner's link. Never de-duplicated (AH-09) and never changed.</summary>
public sealed record Click : IRecord<Click>
{
    /// <summary>The identifier that travels to the conversion.</summary>
    public required ClickId Id { get; init; }

    /// <summary>The program the click belongs to.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner whose link was followed.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The link that was followed.</summary>
    public required LinkId LinkId { get; init; }

    /// <summary>The random number in the visitor's cookie; <see langword="null"/> without consent or cookie.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>The slug as it was used.</summary>
    public required string Ref { get; init; }

    /// <summary>The path of the page arrived at, without query and fragment (AH-04).</summary>
    public string? Landing { get; init; }

    /// <summary>Origin and path of the page that the visitor came from, without query and fragment.</summary>
    public string? Referrer { get; init; }

    /// <summary>The traffic source: <c>src</c> or <c>utm_source</c>, else the referrer's host.</summary>
    public string? Source { get; init; }

    /// <summary>When the visitor arrived.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whether the click counts in metrics and may be paid per click.</summary>
    public required bool Qualified { get; init; }

    /// <summary>Whether the click may bind a sign-up to the partner.</summary>
    public required bool Attributable { get; init; }

    /// <summary>Why the click is not qualified or not attributable, as a code.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc />
    public static RecordType<Click> Record { get; } = new RecordType<Click>("clicks", c => c.Id)
        .Index(c => c.ProgramId, c => c.OccurredAt)
        .Index(c => c.VisitorId, c => c.OccurredAt)
        .Text(Link.MaxSlugLength, c => c.Ref)
        .Text(512, c => c.Landing, c => c.Referrer)
        .Text(128, c => c.Source)
        .Text(32, c => c.Reason);

    /// <summary>The key of a click by its identifier.</summary>
    public static Key<Click> ById(ClickId id) => Record.ByPrimaryKey(id);

    /// <summary>The newest click of a visitor that could still win a sign-up (AH-16).</summary>
    internal static Query<Click> LastOf(Guid visitor, AffiliateProgram program, DateTimeOffset now) => Query<Click>.All
        .Equal(click => click.VisitorId, visitor)
        .Equal(click => click.ProgramId, program.Id)
        .Equal(click => click.Attributable, true)
        .AtLeast(click => click.OccurredAt, now - program.AttributionWindow)
        .Descending(click => click.OccurredAt);
}
