namespace Affiliate;

/// <summary>A delivery that this instance has taken, with all that is needed to send it.</summary>
/// <param name="Lane">Whose turn it takes.</param>
/// <param name="Endpoint">Where it goes.</param>
/// <param name="Delivery">The delivery, at the version it was taken with; its due time is the one before the lease.</param>
/// <param name="Secrets">What signs it, newest first.</param>
/// <param name="Body">What is sent.</param>
/// <param name="ClaimedAt">When it was taken.</param>
internal sealed record DeliveryInHand(
    DeliveryLane Lane, WebhookEndpoint Endpoint, WebhookDelivery Delivery, IReadOnlyList<string> Secrets, byte[] Body,
    DateTimeOffset ClaimedAt)
{
    public OutgoingMessage NextMessage() => new(
        new Uri(Endpoint.Url), Delivery.EventId.ToString(), Delivery.EventType, Delivery.Attempts + 1, Body, Secrets);

    /// <summary>The delivery as it is to be written; as it was taken, it is due again at once.</summary>
    public SettledDelivery Settle(WebhookDelivery delivery, DeliveryAttempt? attempt) =>
        new(Lane, Endpoint, delivery, attempt);
}
