namespace Affiliate;

/// <summary>
/// One arrival through a partner's link. Never de-duplicated (AH-09), and never changed but where a person decides whether it counts
/// (<see cref="ClickDesk"/>).
/// </summary>
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

    /// <summary>
    /// The click that the page still kept when it sent this one; <see langword="null"/> when it named none. It stays as it was
    /// (AF-15).
    /// </summary>
    public ClickId? SupersededClickId { get; init; }

    /// <summary>The slug as it was used.</summary>
    public required string Ref { get; init; }

    /// <summary>The path of the page arrived at, without query and fragment (AH-04).</summary>
    public string? Landing { get; init; }

    /// <summary>Origin and path of the page that the visitor came from, without query and fragment.</summary>
    public string? Referrer { get; init; }

    /// <summary>The traffic source: <c>src</c> or <c>utm_source</c>, else the referrer's host.</summary>
    public string? Source { get; init; }

    /// <summary>The campaign of the link; <see langword="null"/> when it has none.</summary>
    public CampaignId? CampaignId { get; init; }

    /// <summary>What the host's own callback says of the request, at most 64 characters (semantics 27).</summary>
    public string? Segment { get; init; }

    /// <summary>The kind of traffic: <c>utm_medium</c>, else <c>medium</c>.</summary>
    public string? Medium { get; init; }

    /// <summary>The advertiser's name of the campaign: <c>utm_campaign</c>.</summary>
    public string? UtmCampaign { get; init; }

    /// <summary>Which of several advertisements: <c>utm_content</c>.</summary>
    public string? UtmContent { get; init; }

    /// <summary>The words searched for: <c>utm_term</c>.</summary>
    public string? UtmTerm { get; init; }

    /// <summary>The group of advertisements: <c>ad_group</c>.</summary>
    public string? AdGroup { get; init; }

    /// <summary>The advertisement: <c>creative</c>.</summary>
    public string? Creative { get; init; }

    /// <summary>Where the advertisement stood: <c>placement</c>.</summary>
    public string? Placement { get; init; }

    /// <summary>The partner's own first mark: <c>sub1</c>.</summary>
    public string? Sub1 { get; init; }

    /// <summary>The partner's own second mark: <c>sub2</c>.</summary>
    public string? Sub2 { get; init; }

    /// <summary>The partner's own third mark: <c>sub3</c>.</summary>
    public string? Sub3 { get; init; }

    /// <summary>The partner's own fourth mark: <c>sub4</c>.</summary>
    public string? Sub4 { get; init; }

    /// <summary>The partner's own fifth mark: <c>sub5</c>.</summary>
    public string? Sub5 { get; init; }

    /// <summary>The kind of device.</summary>
    public DeviceType Device { get; init; }

    /// <summary>The operating system, for example <c>ios</c>; see <see cref="ClientDevice.Os"/>.</summary>
    public string? Os { get; init; }

    /// <summary>The browser, for example <c>chrome</c>; see <see cref="ClientDevice.Browser"/>.</summary>
    public string? Browser { get; init; }

    /// <summary>The language the browser asks for first, for example <c>de-AT</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The country, as two upper-case letters (ISO 3166-1).</summary>
    public string? Country { get; init; }

    /// <summary>The region of the country.</summary>
    public string? Region { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>What the click cost, in minor units of the program's currency (CP-07).</summary>
    public long? CostMinorUnits { get; init; }

    /// <summary>When the visitor arrived.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whether the click counts in metrics and may be paid per click.</summary>
    public required bool Qualified { get; init; }

    /// <summary>Why the click is not qualified, as a code; <see langword="null"/> when it is.</summary>
    public string? NotQualifiedReason { get; init; }

    /// <summary>Whether the click may bind a sign-up to the partner.</summary>
    public required bool Attributable { get; init; }

    /// <summary>Why the click is not attributable, as a code; <see langword="null"/> when it is.</summary>
    public string? NotAttributableReason { get; init; }

    /// <summary>Why the click is not attributable or, if it is, not qualified.</summary>
    public string? Reason => NotAttributableReason ?? NotQualifiedReason;

    /// <summary>How often a person corrected it.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Click> Record { get; } = new RecordType<Click>("clicks", c => c.Id)
        .Versioned(c => c.Version)
        .Index(c => c.ProgramId, c => c.OccurredAt)
        .Index(c => c.PartnerId, c => c.OccurredAt)
        .Index(c => c.VisitorId, c => c.OccurredAt)
        .Text(Link.MaxSlugLength, c => c.Ref)
        .Text(512, c => c.Landing, c => c.Referrer)
        .Text(
            128, c => c.Source, c => c.Medium, c => c.UtmCampaign, c => c.UtmContent, c => c.UtmTerm, c => c.AdGroup,
            c => c.Creative, c => c.Placement, c => c.Sub1, c => c.Sub2, c => c.Sub3, c => c.Sub4, c => c.Sub5)
        .Text(100, c => c.City, c => c.Region)
        .Text(64, c => c.Segment)
        .Text(32, c => c.Os, c => c.Browser, c => c.NotQualifiedReason, c => c.NotAttributableReason)
        .Text(16, c => c.Language)
        .Text(2, c => c.Country);

    /// <summary>The key of a click by its identifier.</summary>
    public static Key<Click> ById(ClickId id) => Record.ByPrimaryKey(id);
}
