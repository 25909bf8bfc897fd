namespace Affiliate.Stripe;

/// <summary>Reads customers: who they are to the host. Nothing that was earned depends on whether they still exist.</summary>
internal static class CustomerReader
{
    public static WebhookReading Read(StripeEvent stripeEvent)
    {
        var customer = stripeEvent.Object;
        return stripeEvent.ReferenceOf(customer["id"]) is not { } reference
            ? WebhookReading.Rejected(WebhookReason.BadEnvelope)
            : stripeEvent.Accept(
                stripeEvent.Type == "customer.deleted" || customer["deleted"].Flag == true
                    ? new CustomerRemoved { CustomerReference = reference }
                    : new PaymentLink
                    {
                        Reference = null,
                        CustomerReference = reference,
                        CustomerEvidence = StripeEvidence.Of(stripeEvent, customer),
                        Email = customer["email"].Text,
                    });
    }
}
