namespace Affiliate;

/// <summary>What became of a provider's message, and the fixed code of the reason.</summary>
internal sealed record IntakeAnswer(IntakeResult Result, string? Reason = null)
{
    /// <summary>Of a duplicate: the message as it was stored.</summary>
    public InboxEntry? Known { get; init; }

    /// <summary>The answer to a message that is kept.</summary>
    public static IntakeAnswer Stored(InboxEntry entry) => new(
        entry.State switch
        {
            InboxState.Ignored => IntakeResult.Ignored,
            InboxState.Quarantined => IntakeResult.Quarantined,
            _ => IntakeResult.Received,
        },
        entry.Reason);

    /// <summary>The answer to a message that is not kept.</summary>
    public static IntakeAnswer Unstored(WebhookReading reading) => new(
        reading.Verdict switch
        {
            WebhookVerdict.NotConfigured => IntakeResult.NotConfigured,
            WebhookVerdict.Ignored => IntakeResult.Ignored,
            _ => IntakeResult.Rejected,
        },
        reading.Reason);
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
