namespace Affiliate;

/// <summary>How many clicks a partner had on one day. There may be several rows for a day: reports add them up.</summary>
/// <remarks>Every batch of clicks brings its own rows, so that no two batches wait for one another; a job merges them.</remarks>
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

    /// <inheritdoc />
    public static RecordType<ClickTally> Record { get; } = new RecordType<ClickTally>("click_tallies", t => t.Id)
        .Index(t => t.ProgramId, t => t.Day, t => t.PartnerId)
        .Index(t => t.Day);
}
