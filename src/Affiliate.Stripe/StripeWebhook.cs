using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>
/// Turns Stripe's events into facts, whichever API version they were made for: it looks at shapes, not at versions.
/// </summary>
internal sealed class StripeWebhook : IPaymentWebhook
{
    public const string Name = "stripe";

    private const string ThinEvent = "thin-event";

    private static readonly (string Object, Func<StripeEvent, WebhookReading> Read)
        Refund = ("refund", ReversalReader.Refunds.Read),
        Dispute = ("dispute", ReversalReader.Disputes.Read),
        CreditNote = ("credit_note", CreditNoteReader.Read),
        Charge = ("charge", LinkReader.ReadCharge),
        Subscription = ("subscription", LinkReader.ReadSubscription);

    private readonly StripeOptions _options;
    private readonly Dictionary<string, EndpointSettings> _endpoints;
    private readonly Dictionary<string, (string Object, Func<StripeEvent, WebhookReading> Read)> _readers;

    public StripeWebhook(IOptions<StripeOptions> options)
    {
        _options = options.Value;
        _endpoints = EndpointSettings.Of(_options);
        var invoices = new InvoiceReader(_options);
        var sessions = new CheckoutSessionReader(_options);
        _readers = new(StringComparer.Ordinal)
        {
            ["invoice.paid"] = ("invoice", invoices.Read),
            ["invoice.payment_succeeded"] = ("invoice", invoices.Read),
            ["checkout.session.completed"] = ("checkout.session", sessions.Read),
            ["checkout.session.async_payment_succeeded"] = ("checkout.session", sessions.Read),
            ["refund.created"] = Refund,
            ["refund.updated"] = Refund,
            ["refund.failed"] = Refund,
            ["charge.refund.updated"] = Refund,
            ["charge.refunded"] = ("charge", ChargeReader.ReadRefunded),
            ["charge.dispute.created"] = Dispute,
            ["charge.dispute.updated"] = Dispute,
            ["charge.dispute.funds_withdrawn"] = Dispute,
            ["charge.dispute.funds_reinstated"] = Dispute,
            ["charge.dispute.closed"] = Dispute,
            ["credit_note.created"] = CreditNote,
            ["credit_note.updated"] = CreditNote,
            ["credit_note.voided"] = CreditNote,
            ["charge.succeeded"] = Charge,
            ["charge.captured"] = Charge,
            ["charge.updated"] = Charge,
            ["payment_intent.succeeded"] = ("payment_intent", LinkReader.ReadIntent),
            ["invoice_payment.paid"] = ("invoice_payment", LinkReader.ReadInvoicePayment),
            ["customer.subscription.created"] = Subscription,
            ["customer.subscription.updated"] = Subscription,
            ["customer.subscription.deleted"] = Subscription,
        };
    }

    public string Provider => Name;

    public WebhookReading Read(WebhookRequest request, DateTimeOffset now)
    {
        if (!_endpoints.TryGetValue(request.Endpoint, out var endpoint) || endpoint.Secrets.Count == 0)
        {
            return WebhookReading.NotConfigured;
        }

        return StripeSignature.Header.Verify(request, endpoint.Secrets, now, _options.Tolerance) is { } fault
            ? WebhookReading.Rejected(fault)
            : Read(endpoint, request.Body);
    }

    public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body) =>
        _endpoints.TryGetValue(endpoint, out var settings) ? Read(settings, body) : WebhookReading.NotConfigured;

    private WebhookReading Read(EndpointSettings endpoint, ReadOnlyMemory<byte> body)
    {
        if (!WebhookJson.TryParse(body.Span, out var json))
        {
            return WebhookReading.Rejected(WebhookReason.BadJson);
        }

        return json["object"].Text == "v2.core.event" ? ReadThin(json, endpoint)
            : StripeEvent.Read(json, endpoint, _options) is { } stripeEvent ? Read(stripeEvent)
            : WebhookReading.Rejected(WebhookReason.BadEnvelope);
    }

    private WebhookReading Read(StripeEvent stripeEvent)
    {
        if (!IsAccepted(stripeEvent.IsLive, stripeEvent.Endpoint))
        {
            return WebhookReading.Ignored(WebhookReason.Mode);
        }

        if (!IsAccepted(stripeEvent.Account, stripeEvent.Endpoint))
        {
            return WebhookReading.Ignored(WebhookReason.Account);
        }

        var subject = stripeEvent.Object["object"].Text;
        if (!_readers.TryGetValue(stripeEvent.Type, out var reader)
            || (subject is not null && subject != reader.Object))
        {
            return WebhookReading.Ignored(WebhookReason.UnsupportedType, stripeEvent.Message);
        }

        return subject is null ? WebhookReading.Rejected(WebhookReason.BadEnvelope) : reader.Read(stripeEvent);
    }

    /// <summary>A thin event names an object without showing it, so there is nothing to read.</summary>
    private WebhookReading ReadThin(WebhookJson json, EndpointSettings endpoint)
    {
        if (json["id"].Text is not { } id || !StripeEvent.IsEventId(id)
            || json["type"].Text is not { } type || !StripeEvent.IsType(type)
            || json["created"].Time is not { } createdAt)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var isLive = json["livemode"].Flag != false;
        return IsAccepted(isLive, endpoint)
            ? WebhookReading.Ignored(
                ThinEvent, new WebhookMessage(id, StripeEvent.ScopeOf(isLive, endpoint.OwnAccount), type, createdAt))
            : WebhookReading.Ignored(WebhookReason.Mode);
    }

    private bool IsAccepted(bool isLive, EndpointSettings endpoint) =>
        isLive == (endpoint.Mode == StripeMode.Live) || (!isLive && _options.BookTestModeAsLive);

    private bool IsAccepted(string? account, EndpointSettings endpoint) =>
        account is null || account == endpoint.OwnAccount || endpoint.Accounts switch
        {
            StripeAccounts.Any => true,
            StripeAccounts.Listed => _options.ListedAccounts.Contains(account),
            _ => false,
        };
}
