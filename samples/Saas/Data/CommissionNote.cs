namespace Saas.Data;

/// <summary>What this application remembers of a commission, in a table of its own.</summary>
public sealed class CommissionNote
{
    /// <summary>The event that told of it: an event may be told twice, a key is taken once.</summary>
    public required string EventId { get; init; }

    public required string CommissionId { get; init; }

    public required string PartnerId { get; init; }

    public required long AmountCents { get; init; }

    public required string Currency { get; init; }
}
