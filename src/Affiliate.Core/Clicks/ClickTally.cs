namespace Affiliate;

/// <summary>How many clicks a partner had on one day. There may be several rows for a day: reports add them up.</summary>
/// <remarks>Every instance adds to rows of its own, new ones each minute, so that no two wait for one another; a job merges them.</remarks>
public sealed record ClickTally : IRecord<ClickTally>
{
    /// <summary>The identifier.</summary>
    public required ClickTallyId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>All clicks.</summary>
    public required long Clicks { get; init; }

    /// <summary>The qualified ones among them.</summary>
    public required long Qualified { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <summary>This row with another one's counts on top.</summary>
    internal ClickTally Plus(ClickTally other) => this with
    {
        Clicks = checked(Clicks + other.Clicks),
        Qualified = checked(Qualified + other.Qualified),
    };

    /// <inheritdoc />
    public static RecordType<ClickTally> Record { get; } = new RecordType<ClickTally>("click_tallies", t => t.Id)
        .Index(t => t.ProgramId, t => t.Day, t => t.PartnerId)
        .Index(t => t.Day)
        .Versioned(t => t.Version);
}
