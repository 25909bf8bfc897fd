using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>
/// The host told that a subscription of its own ended (<c>subscription.ended</c>): plans may pay for nothing later. Told once, the first
/// time stays. What Stripe and Paddle tell of theirs is in their messages' own lines.
/// </summary>
public sealed record SubscriptionEnded : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.SubscriptionEnded;

    /// <summary>The subscription, as the host calls it.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The customer, when known.</summary>
    public CustomerId? CustomerId { get; init; }

    internal override CustomerId? AboutCustomer => CustomerId;
}
