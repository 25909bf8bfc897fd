namespace Affiliate;

/// <summary>How many clicks of a program had one value of a dimension on one day, for example one country.</summary>
/// <remarks>
/// Counted in the background, some minutes after the clicks (<see cref="DimensionFold"/>): recording a click costs nothing more for
/// it. Reports count what came since from the clicks themselves.
/// </remarks>
public sealed record DimensionTally : IRecord<DimensionTally>
{
    /// <summary>How many values of a dimension have a row of their own on one day; links and campaigns all have.</summary>
    public const int MostValues = 1_000;

    /// <summary>The value that stands for those above <see cref="MostValues"/>.</summary>
    public const string Others = "(other)";

    /// <summary>The identifier.</summary>
    public required DimensionTallyId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The dimension; a link's slug is counted with the link.</summary>
    public required AnalyticsGroup Dimension { get; init; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The value as analyses show it; empty for none.</summary>
    public required string Value { get; init; }

    /// <summary>All clicks.</summary>
    public required long Clicks { get; init; }

    /// <summary>The qualified ones among them.</summary>
    public required long Qualified { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<DimensionTally> Record { get; } = new RecordType<DimensionTally>("dimension_tallies", t => t.Id)
        .Index(t => t.ProgramId, t => t.Dimension, t => t.Day)
        .Index(t => t.ProgramId, t => t.Day)
        .Versioned(t => t.Version)
        .Text(512, t => t.Value);
}
