namespace Affiliate.Stripe;

/// <summary>
/// How Stripe signs: <c>Stripe-Signature: t=1492774577,v1=5257a8…,v0=6ffbb5…</c> over <c>1492774577.{body}</c>.
/// </summary>
internal static class StripeSignature
{
    /// <summary>Only <c>v1</c> counts; <c>v0</c> comes from the vendor's own test tools and proves nothing.</summary>
    public static SignatureHeader Header { get; } = new()
    {
        Name = "Stripe-Signature",
        Separator = ',',
        TimeName = "t",
        SignatureName = "v1",
        Joint = '.',
    };
}
