namespace Affiliate.Stripe;

/// <summary>
/// The subscription that an invoice belongs to, and the copy of its metadata that the invoice carries.
/// </summary>
internal readonly record struct InvoiceSubscription(WebhookJson Id, WebhookJson Metadata)
{
    public static InvoiceSubscription Of(WebhookJson invoice)
    {
        var parent = invoice["parent"];
        var details = parent["type"].Text == "subscription_details" ? parent["subscription_details"] : default;
        return new InvoiceSubscription(
            FirstOf(details["subscription"], invoice["subscription"]),
            FirstOf(
                details["metadata"], invoice["subscription_details"]["metadata"], MetadataOfLine(invoice["lines"])));
    }

    private static WebhookJson FirstOf(params ReadOnlySpan<WebhookJson> values)
    {
        foreach (var value in values)
        {
            if (!value.IsNothing)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>Before invoices had a copy of their own, their subscription lines had one.</summary>
    private static WebhookJson MetadataOfLine(WebhookJson lines) =>
        lines["data"].Items.FirstOrDefault(line => line["type"].Text == "subscription")["metadata"];
}
