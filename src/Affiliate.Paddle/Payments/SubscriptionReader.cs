namespace Affiliate.Paddle;

/// <summary>
/// Reads subscriptions: which customer and which transaction belong to one, and who sent the customer. Never a sale.
/// </summary>
internal static class SubscriptionReader
{
    public static WebhookReading Read(PaddleEvent paddleEvent) => paddleEvent.Accept(new PaymentLink
    {
        Reference = paddleEvent.ReferenceOf(paddleEvent.Data["transaction_id"]),
        SubscriptionReference = paddleEvent.Reference,
        SubscriptionEvidence = PaymentMetadata.Read(paddleEvent.Data["custom_data"]),
    });
}
