using System.Globalization;
using System.Text.Json;

namespace Affiliate.Stripe;

/// <summary>One of the lists that are read one after another.</summary>
/// <param name="Name">Its name in the cursor.</param>
/// <param name="Path">Its path, with the filters that never change.</param>
/// <param name="TypesOf">The types of events that would have told an object; none for one that has nothing to say.</param>
internal sealed record StripeList(string Name, string Path, Func<JsonElement, DateTimeOffset, IEnumerable<string>> TypesOf)
{
    /// <summary>How far back Stripe lists events; with a day's margin, in which objects are read too.</summary>
    private static readonly TimeSpan EventAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    /// <summary>How long before it is paid an invoice may have been made.</summary>
    private static readonly TimeSpan InvoiceLead = TimeSpan.FromDays(35);

    /// <summary>Whether it lists events, and not objects.</summary>
    public bool HasEvents => Name.StartsWith("events", StringComparison.Ordinal);

    /// <summary>Whether all of it is read, whatever the time: what stands behind codes may be old.</summary>
    private bool IsWhole => Name is "coupons" or "promotion_codes";

    /// <summary>
    /// The lists in the order they are read: what names things first, then what belongs together, then money, then what takes
    /// it back. Any order gives the same end, but this one leaves least waiting.
    /// </summary>
    public static IReadOnlyList<StripeList> All(IEnumerable<string> types) =>
    [
        new("coupons", "/v1/coupons", Told("coupon.updated")),
        new("promotion_codes", "/v1/promotion_codes", Told("promotion_code.updated")),
        new("customers", "/v1/customers", Told("customer.updated")),
        new("subscriptions", "/v1/subscriptions?status=all", Told("customer.subscription.updated")),
        new("sessions", "/v1/checkout/sessions?status=complete", Told("checkout.session.completed")),
        new("invoice_payments", "/v1/invoice_payments?status=paid", Told("invoice_payment.paid")),
        new("invoices", "/v1/invoices?status=paid", InvoiceTypes),
        new("intents", "/v1/payment_intents", IntentTypes),
        new("charges", "/v1/charges", ChargeTypes),
        new("refunds", "/v1/refunds", Told("refund.updated")),
        new("disputes", "/v1/disputes", Told("charge.dispute.updated")),
        new("credit_notes", "/v1/credit_notes", Told("credit_note.updated")),
        new("warnings", "/v1/radar/early_fraud_warnings", Told("radar.early_fraud_warning.updated")),
        .. types.Order(StringComparer.Ordinal).Chunk(20).Select((chunk, number) => new StripeList(
            $"events{number}",
            "/v1/events?" + string.Join('&', chunk.Select(type => $"types[]={Uri.EscapeDataString(type)}")),
            Told())),
    ];

    /// <summary>Path and query of a page; <see langword="null"/> when nothing of the time is in this list.</summary>
    public string? Page(FetchQuery query, string? after, DateTimeOffset now)
    {
        var oldestEvent = now - EventAge;
        var from = HasEvents ? Later(query.From, oldestEvent) : query.From - (Name == "invoices" ? InvoiceLead : TimeSpan.Zero);
        var to = HasEvents || query.To < oldestEvent + Margin ? query.To : oldestEvent + Margin;
        if (from > to && !IsWhole)
        {
            return null;
        }

        var range = IsWhole
            ? ""
            : $"created[gte]={from.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}"
                + $"&created[lte]={to.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}&";
        return $"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{range}limit=100"
            + (after is null ? "" : $"&starting_after={Uri.EscapeDataString(after)}");
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Func<JsonElement, DateTimeOffset, IEnumerable<string>> Told(params string[] types) => (_, _) => types;

    /// <summary>Paid in the time; one that says not when is taken.</summary>
    private static IEnumerable<string> InvoiceTypes(JsonElement invoice, DateTimeOffset from) =>
        invoice.Member("status_transitions").Member("paid_at").NumberOrNull() < from.ToUnixTimeSeconds() ? [] : ["invoice.paid"];

    private static IEnumerable<string> IntentTypes(JsonElement intent, DateTimeOffset from) =>
        intent.Member("status").TextOrNull() == "succeeded" ? ["payment_intent.succeeded"] : [];

    private static IEnumerable<string> ChargeTypes(JsonElement charge, DateTimeOffset from) =>
        charge.Member("status").TextOrNull() != "succeeded" ? []
        : charge.Member("amount_refunded").NumberOrNull() > 0 ? ["charge.refunded"]
        : ["charge.succeeded"];
}
