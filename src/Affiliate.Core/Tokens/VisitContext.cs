namespace Affiliate;

/// <summary>What a context token (<c>ctx</c>) says: whose visit it is, without any personal data.</summary>
public sealed record VisitContext
{
    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The click; <see langword="null"/> when only the visitor was known.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>The random number of the visitor; <see langword="null"/> when only a click was known.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>When the token was made, in whole seconds.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Until when the token counts, the last instant included, in whole seconds.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A context token as it was read.</summary>
/// <param name="Context">What it says; <see langword="null"/> when it does not count.</param>
/// <param name="Reason">
/// Why it does not count: <c>malformed</c>, <c>unknown_key</c>, <c>tampered</c>, <c>expired</c> or <c>other_program</c>.
/// </param>
public sealed record ContextReading(VisitContext? Context, string? Reason);
