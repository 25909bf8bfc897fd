namespace Affiliate.Stripe;

/// <summary>Reads what Stripe keeps of a payment. No message tells it: it is looked up where <see cref="StripeOptions.ReadFees"/> says so.</summary>
internal static class FeeReader
{
    private const string Lack = "fee";

    /// <summary>Whether a type of event tells of payments that are sales.</summary>
    public static bool IsOfSale(string type) => type is "invoice.paid" or "invoice.payment_succeeded" or "payment_intent.succeeded"
        || type.StartsWith("checkout.session.", StringComparison.Ordinal);

    /// <summary>The fee that was looked up, if any.</summary>
    public static Money? Of(WebhookJson paid, StripeAmounts amounts) =>
        amounts.ReadIfAny(paid[StripeFees.Member], least: 0) is { } fee ? amounts.MoneyOf(fee) : null;

    /// <summary>What is to be looked up of a payment: the fee, where it is asked for, was not looked up, and something was paid.</summary>
    public static string? LackOf(WebhookJson paid, StripeOptions options, long gross) =>
        options.ReadFees && gross > 0 && paid[StripeFees.Member].IsNothing ? Lack : null;
}
