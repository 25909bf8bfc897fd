using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A payment provider's message was received (<c>webhook.stripe</c>, <c>webhook.paddle</c>, …).</summary>
public sealed record WebhookReceived : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.Webhook(Provider);

    /// <summary>The provider; the last part of <see cref="Type"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's own event id.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>The provider's event type.</summary>
    [JsonPropertyName("event_type")]
    public required string ProviderEventType { get; init; }

    /// <summary>How far it came.</summary>
    public required InboxState Outcome { get; init; }

    /// <summary>Why it had no effect, as a code.</summary>
    public string? Reason { get; init; }
}
