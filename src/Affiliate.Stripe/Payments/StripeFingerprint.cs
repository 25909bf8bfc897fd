namespace Affiliate.Stripe;

/// <summary>
/// Reads what Stripe recognises a card or bank account by: the same for every customer of the account who pays with it. Wallets may have
/// one of their own.
/// </summary>
internal static class StripeFingerprint
{
    /// <summary>Of a charge, or of the newest one that an intent includes; <see langword="null"/> when none was paid that way.</summary>
    public static string? Of(StripeEvent stripeEvent) =>
        new[] { stripeEvent.Object, stripeEvent.Object["latest_charge"] }.Concat(stripeEvent.Object["charges"]["data"].Items)
            .Where(charge => charge["status"].Text != "failed")
            .Select(charge => stripeEvent.SourceOf("fingerprint", OfCharge(charge)))
            .FirstOrDefault(fingerprint => fingerprint is not null);

    /// <summary>The details are under the name of the method; before 2018 the card itself was the source.</summary>
    private static WebhookJson OfCharge(WebhookJson charge) => charge["payment_method_details"] is { IsObject: true } details
        ? details[details["type"].Text ?? "card"]["fingerprint"]
        : charge["source"]["fingerprint"];
}
