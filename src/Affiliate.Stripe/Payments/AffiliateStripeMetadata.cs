namespace Affiliate.Stripe;

/// <summary>What to write on Stripe's objects so that their payments find the partner.</summary>
public static class AffiliateStripeMetadata
{
    /// <summary>What a <c>client_reference_id</c> of ours starts with; a host's own values are left alone.</summary>
    internal const string ClientReferencePrefix = "aff_";

    /// <summary>
    /// The metadata for a customer or visitor. Set the same entries everywhere: <c>metadata</c> of the session and of
    /// the customer, and <c>subscription_data.metadata</c> or <c>payment_intent_data.metadata</c> (with
    /// <c>invoice_creation.invoice_data.metadata</c>). A session's own metadata does not reach renewals.
    /// </summary>
    /// <param name="customer">The host's customer, when signed in.</param>
    /// <param name="visit">What is known of the visitor: click id and visitor are written, whichever is known.</param>
    /// <param name="program">The id or key of the program; not needed for the default one.</param>
    /// <exception cref="ArgumentException">The program is not 1 to 64 printable ASCII characters.</exception>
    public static Dictionary<string, string> For(
        CustomerKey? customer = null, Visit? visit = null, string? program = null) =>
        PaymentMetadata.For(customer, visit, program);

    /// <summary>
    /// The <c>client_reference_id</c> for a click: for payment links, which carry no metadata of one visitor.
    /// </summary>
    public static string ClientReferenceId(ClickId click) => ClientReferencePrefix + click;

    /// <summary>
    /// The <c>client_reference_id</c> for a partner: for payment links that belong to one partner.
    /// </summary>
    /// <exception cref="ArgumentException">The text is no slug.</exception>
    public static string ClientReferenceId(string slug) => PaymentMetadata.SlugOf(slug) is { } text
        ? ClientReferencePrefix + text
        : throw new ArgumentException($"'{slug}' is not a slug.", nameof(slug));
}
