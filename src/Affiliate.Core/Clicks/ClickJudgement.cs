namespace Affiliate;

/// <summary>A person's decision whether a stored click counts, whatever was found when it was recorded.</summary>
public sealed record ClickJudgement
{
    /// <summary>The id or key of the program. Default: the default program.</summary>
    public string? Program { get; init; }

    /// <summary>The click.</summary>
    public required ClickId Click { get; init; }

    /// <summary>Whether it counts in figures and may be paid per click. Default: as it is.</summary>
    public bool? Qualified { get; init; }

    /// <summary>Whether it may bind sign-ups that are still to come. Default: as it is.</summary>
    public bool? Attributable { get; init; }

    /// <summary>Who decides, 1 to 100 characters: for the audit log.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, 1 to 500 characters: for the audit log.</summary>
    public required string Reason { get; init; }
}

/// <summary>A click, and what a person decided about it.</summary>
/// <param name="Click">The click as it counts now.</param>
/// <param name="Correction">The decision; <see langword="null"/> when nobody made one.</param>
public sealed record JudgedClick(Click Click, ClickCorrection? Correction);
