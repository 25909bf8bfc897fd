namespace Affiliate;

/// <summary>What became of a provider's message, and the fixed code of the reason.</summary>
internal sealed record IntakeAnswer(IntakeResult Result, string? Reason = null)
{
    /// <summary>Of a duplicate: the message as it was stored.</summary>
    public InboxEntry? Known { get; init; }
}

/// <summary>What became of a provider's message.</summary>
internal enum IntakeResult
{
    UnknownProvider,
    Rejected,
    NotConfigured,
    Received,
    Duplicate,
    Ignored,
    Quarantined,
}
