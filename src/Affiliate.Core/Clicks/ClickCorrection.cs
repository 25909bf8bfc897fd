namespace Affiliate;

/// <summary>What a person decided last about a click, and what had been found when it was recorded.</summary>
public sealed record ClickCorrection : IRecord<ClickCorrection>
{
    /// <summary>The click.</summary>
    public required ClickId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>Why the click was not qualified when it was recorded; <see langword="null"/> when it was.</summary>
    public string? FoundNotQualified { get; init; }

    /// <summary>Why the click was not attributable when it was recorded; <see langword="null"/> when it was.</summary>
    public string? FoundNotAttributable { get; init; }

    /// <summary>Who decided.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CorrectedAt { get; init; }

    /// <summary>How often it was decided.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<ClickCorrection> Record { get; } = new RecordType<ClickCorrection>("click_corrections", c => c.Id)
        .Versioned(c => c.Version)
        .Text(32, c => c.FoundNotQualified, c => c.FoundNotAttributable)
        .Text(100, c => c.Actor)
        .Text(500, c => c.Reason);

    /// <summary>The key of a click's correction.</summary>
    public static Key<ClickCorrection> Of(ClickId click) => Record.ByPrimaryKey(click);

    /// <summary>What stands for the correction of a click that nobody has decided about yet.</summary>
    internal static ClickCorrection NoneOf(Click click) => new()
    {
        Id = click.Id,
        ProgramId = click.ProgramId,
        FoundNotQualified = click.NotQualifiedReason,
        FoundNotAttributable = click.NotAttributableReason,
        Actor = "",
        Reason = "",
        CorrectedAt = default,
    };
}
