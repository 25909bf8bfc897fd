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
        var id = FirstOf(details["subscription"], invoice["subscription"]);
        return new InvoiceSubscription(
            id,
            FirstOf(
                details["metadata"],
                invoice["subscription_details"]["metadata"],
                id.IsNothing ? default : MetadataOfLine(invoice["lines"])));
    }

    /// <summary>What the subscription says about who sent the customer, by its own copy or by that of its lines.</summary>
    public PaymentEvidence Evidence(WebhookJson invoice) => Id.IsNothing
        ? PaymentMetadata.Read(Metadata)
        : PaymentMetadata.Read(Metadata).Or(PaymentMetadata.Read(MetadataOfLine(invoice["lines"])));

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

    /// <summary>Subscription lines have a copy too, and before 2023 nothing else had.</summary>
    private static WebhookJson MetadataOfLine(WebhookJson lines) =>
        lines["data"].Items.FirstOrDefault(
            line => line["type"].Text == "subscription" || line["parent"]["type"].Text == "subscription_item_details")["metadata"];
}
