namespace Affiliate.Stripe;

/// <summary>Reads what becomes of the transfers that <see cref="StripeTransfers"/> made (<c>payment-providers.md</c> 6).</summary>
internal static class TransferReader
{
    /// <summary>A transfer that was reversed whole: the partner does not have the money any more.</summary>
    public static WebhookReading ReadReversed(StripeEvent stripeEvent)
    {
        var transfer = stripeEvent.Object;
        return transfer["id"].Text is not { Length: > 0 and <= 200 } id ? WebhookReading.Rejected(WebhookReason.BadEnvelope)
            : !AffiliateId.TryParse<PayoutId>(transfer["metadata"][StripeTransfers.PayoutName].Text, out var payout)
                ? stripeEvent.Ignore("no-payout")

            // A part of it is not a payout that came back: somebody has to say what it was.
            : transfer["reversed"].Flag != true
                ? WebhookReading.Quarantined("transfer-partly-reversed", stripeEvent.Message)
            : stripeEvent.Accept(new PayoutReturn { Payout = payout, Reference = id, Reason = "transfer_reversed" });
    }
}
