namespace Affiliate.Stripe;

/// <summary>
/// Whether Stripe collected what an invoice says was paid. Not yet collected money is held like money in doubt; whichever
/// message comes first, being collected stands.
/// </summary>
internal static class Collection
{
    public static Reversal Of(StripeEvent stripeEvent, WebhookJson invoice, ReversalState state) => new()
    {
        Source = stripeEvent.SourceOf("uncollected", invoice)!,
        Target = stripeEvent.ReferenceOf(invoice)!,
        Provider = StripeWebhook.Name,
        Kind = ReversalKind.Dispute,
        State = state,
        AsOf = DateTimeOffset.UnixEpoch,
        Rank = state == ReversalState.Held ? 0 : 1,
    };
}
