namespace Affiliate.Conformance;

/// <summary>What a message of the suite must say. Ids are to be written as they are: <c>#</c> in them becomes a number.</summary>
/// <param name="EventId">The id of the event; it starts with <c>evt_</c>.</param>
/// <param name="Id">The id of the payment or refund.</param>
/// <param name="MinorUnits">What was paid or given back, in cents of US dollars and without tax.</param>
/// <param name="At">When it happened.</param>
public sealed record WebhookSample(string EventId, string Id, long MinorUnits, DateTimeOffset At)
{
    /// <summary>Of a refund: the id of the payment.</summary>
    public string? Payment { get; init; }

    /// <summary>Of a payment: what the host wrote on it, by <see cref="PaymentMetadata.For"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it happened in the provider's test mode.</summary>
    public bool IsTest { get; init; }
}
