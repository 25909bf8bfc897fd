namespace Affiliate.Paddle;

/// <summary>
/// How Paddle Billing signs: <c>Paddle-Signature: ts=1671552777;h1=eb4d0d…</c> over <c>1671552777:{body}</c>.
/// </summary>
internal static class PaddleSignature
{
    public static SignatureHeader Header { get; } = new()
    {
        Name = "Paddle-Signature",
        Separator = ';',
        TimeName = "ts",
        SignatureName = "h1",
        Joint = ':',
        WithoutSignature = WebhookReason.SignatureMalformed,
    };
}
