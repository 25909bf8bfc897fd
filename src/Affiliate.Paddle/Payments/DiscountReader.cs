namespace Affiliate.Paddle;

/// <summary>Reads discounts. Transactions name them by id alone, so the codes are known from here or not at all.</summary>
internal static class DiscountReader
{
    public static WebhookReading Read(PaddleEvent paddleEvent) => paddleEvent.Accept(new CouponKnown
    {
        Reference = paddleEvent.Reference,
        Code = paddleEvent.Data["code"].Text,
        Partner = PaymentMetadata.Read(paddleEvent.Data["custom_data"]).Partner,
        IsActive = paddleEvent.Data["status"].Text is null or "active",
        AsOf = paddleEvent.OccurredAt,
    });
}
