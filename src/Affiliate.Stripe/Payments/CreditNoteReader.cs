namespace Affiliate.Stripe;

/// <summary>
/// Reads credit notes. Of one that was made after the payment, refunds are told by themselves, and credit to the
/// customer's balance lowers what a later invoice is paid with; so only what was given back outside Stripe counts.
/// </summary>
internal static class CreditNoteReader
{
    public static WebhookReading Read(StripeEvent stripeEvent)
    {
        var note = stripeEvent.Object;

        // One made before the payment lowered what was paid, so the payment never had it.
        return note["type"].Text == "pre_payment" ? WebhookReading.Ignored("pre-payment", stripeEvent.Message)
            : note["out_of_band_amount"] is var amount && (amount.IsNothing || amount.Number == 0)
                ? WebhookReading.Ignored("nothing-out-of-band", stripeEvent.Message)
            : ReversalReader.CreditNotes.Read(stripeEvent);
    }
}
