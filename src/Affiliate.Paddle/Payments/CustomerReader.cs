namespace Affiliate.Paddle;

/// <summary>Reads customers: who they are to the host.</summary>
internal static class CustomerReader
{
    public static WebhookReading Read(PaddleEvent paddleEvent) => paddleEvent.Accept(new PaymentLink
    {
        Reference = null,
        CustomerReference = paddleEvent.Reference,
        CustomerEvidence = paddleEvent.Evidence(),
        Email = paddleEvent.Data["email"].Text,
    });
}
