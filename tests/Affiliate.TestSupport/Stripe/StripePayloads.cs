using System.Text.Json;

namespace Affiliate.TestSupport;

/// <summary>Writes the bodies of Stripe's events as API version <c>2026-10-28.endive</c> has them.</summary>
public static class StripePayloads
{
    private const string ApiVersion = "2026-10-28.endive";

    /// <summary>The body of <c>invoice.paid</c>.</summary>
    public static byte[] InvoicePaid(StripeInvoice invoice)
    {
        var total = invoice.Net + invoice.Tax;
        var taxes = invoice.Tax == 0
            ? Array.Empty<object>()
            : [new { amount = invoice.Tax, tax_behavior = "exclusive", type = "tax_rate_details" }];
        return Event("invoice.paid", invoice.EventId ?? $"evt_{invoice.Id}", invoice.PaidAt, invoice.IsLive, invoice.Account, new
        {
            id = invoice.Id,
            @object = "invoice",
            amount_due = total,
            amount_overpaid = 0,
            amount_paid = invoice.Paid ?? total,
            amount_remaining = 0,
            amount_shipping = 0,
            billing_reason = invoice.BillingReason ?? (invoice.Subscription is null ? "manual" : "subscription_create"),
            created = invoice.PaidAt.ToUnixTimeSeconds(),
            currency = invoice.Currency,
            customer = invoice.Customer,
            customer_account = (string?)null,
            customer_email = "buyer@example.com",
            discounts = Array.Empty<string>(),
            lines = new
            {
                @object = "list",
                data = new[] { Line(invoice, taxes) },
                has_more = false,
                total_count = 1,
            },
            livemode = invoice.IsLive,
            metadata = invoice.Metadata,
            parent = invoice.Subscription is null ? null : new
            {
                quote_details = (object?)null,
                subscription_details = new { metadata = invoice.SubscriptionMetadata, subscription = invoice.Subscription },
                type = "subscription_details",
            },
            shipping_cost = (object?)null,
            starting_balance = 0,
            status = "paid",
            status_transitions = new { paid_at = invoice.PaidAt.ToUnixTimeSeconds() },
            subtotal = invoice.Net,
            subtotal_excluding_tax = invoice.Net,
            total,
            total_discount_amounts = Array.Empty<object>(),
            total_excluding_tax = invoice.Net,
            total_taxes = taxes,
        });
    }

    /// <summary>The body of <c>checkout.session.completed</c>, or of <paramref name="type"/>.</summary>
    public static byte[] CheckoutSessionCompleted(StripeSession session, string type = "checkout.session.completed") =>
        Event(type, session.EventId ?? $"evt_{session.Id}", session.CompletedAt, session.IsLive, session.Account, new
        {
            id = session.Id,
            @object = "checkout.session",
            amount_subtotal = session.Net,
            amount_total = session.Net + session.Tax + session.Shipping,
            client_reference_id = session.ClientReferenceId,
            created = session.CompletedAt.ToUnixTimeSeconds(),
            currency = session.Currency,
            currency_conversion = (object?)null,
            customer = session.Customer,
            customer_details = new { email = "buyer@example.com" },
            discounts = Array.Empty<object>(),
            invoice = session.Invoice,
            invoice_creation = new { enabled = session.Invoice is not null && session.Mode == "payment" },
            livemode = session.IsLive,
            metadata = session.Metadata,
            mode = session.Mode,
            payment_intent = session.PaymentIntent,
            payment_status = session.PaymentStatus,
            presentment_details = (object?)null,
            setup_intent = session.Mode == "setup" ? "seti_1" : null,
            shipping_cost = session.Shipping == 0 ? null : new
            {
                amount_subtotal = session.Shipping,
                amount_tax = 0,
                amount_total = session.Shipping,
            },
            status = "complete",
            subscription = session.Subscription,
            total_details = new
            {
                amount_discount = 0,
                amount_shipping = session.Shipping,
                amount_tax = session.Tax,
            },
        });

    /// <summary>The body of any event.</summary>
    public static byte[] Event(
        string type, string id, DateTimeOffset createdAt, bool isLive, string? account, object subject)
    {
        var envelope = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = ApiVersion,
            ["created"] = createdAt.ToUnixTimeSeconds(),
            ["data"] = new { @object = subject },
            ["livemode"] = isLive,
            ["pending_webhooks"] = 1,
            ["request"] = new { id = (string?)null, idempotency_key = (string?)null },
            ["type"] = type,
        };
        if (account is not null)
        {
            envelope["account"] = account;
        }

        return JsonSerializer.SerializeToUtf8Bytes(envelope);
    }

    private static object Line(StripeInvoice invoice, object[] taxes) => new
    {
        id = $"il_{invoice.Id}",
        @object = "line_item",
        amount = invoice.Net,
        currency = invoice.Currency,
        discount_amounts = Array.Empty<object>(),
        metadata = invoice.SubscriptionMetadata,
        parent = new { type = invoice.Subscription is null ? "invoice_item_details" : "subscription_item_details" },
        pricing = new
        {
            price_details = new { price = "price_1", product = invoice.Product },
            type = "price_details",
        },
        quantity = 1,
        taxes,
    };
}
