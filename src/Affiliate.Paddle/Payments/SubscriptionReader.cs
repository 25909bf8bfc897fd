namespace Affiliate.Paddle;

/// <summary>
/// Reads subscriptions: which customer and which transaction belong to one, and who sent the customer. Never a sale.
/// </summary>
internal static class SubscriptionReader
{
    public static WebhookReading Read(PaddleEvent paddleEvent, PaddleOptions options)
    {
        var isOver = paddleEvent.Type == "subscription.canceled";
        var endedAt = isOver ? paddleEvent.OccurredAt : (DateTimeOffset?)null;
        return paddleEvent.Accept(isOver && options.ReviewCanceledSubscriptions
            ? new PaymentAlert
            {
                Reason = "subscription_canceled",
                SubscriptionReference = paddleEvent.Reference,
                SubscriptionEvidence = paddleEvent.Evidence(),
                SubscriptionEndedAt = endedAt,
                ReviewUntil = paddleEvent.OccurredAt,
            }
            : new PaymentLink
            {
                Reference = paddleEvent.ReferenceOf(paddleEvent.Data["transaction_id"]),
                SubscriptionReference = paddleEvent.Reference,
                SubscriptionEvidence = paddleEvent.Evidence(),
                SubscriptionEndedAt = endedAt,
            });
    }
}
