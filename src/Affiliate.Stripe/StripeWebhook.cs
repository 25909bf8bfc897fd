using System.Text;
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
        CreditNote = ("credit_note", CreditNoteReader.Read),
        Charge = ("charge", LinkReader.ReadCharge),
        Customer = ("customer", CustomerReader.Read),
        PromotionCode = ("promotion_code", CouponReader.ReadPromotionCode),
        Coupon = ("coupon", CouponReader.ReadCoupon),
        Discount = ("discount", CouponReader.ReadDiscount),
        DeadInvoice = ("invoice", AlertReader.ReadInvoice),
        Transfer = ("transfer", TransferReader.ReadReversed);

    private readonly StripeOptions _options;
    private readonly Dictionary<string, EndpointSettings> _endpoints;
    private readonly Dictionary<string, (string Object, Func<StripeEvent, WebhookReading> Read)> _readers;

    public StripeWebhook(IOptions<StripeOptions> options)
    {
        _options = options.Value;
        _endpoints = EndpointSettings.Of(_options);
        _readers = ReadersOf(_options);
    }

    public string Provider => Name;

    public IReadOnlyCollection<string> Programs =>
        [.. _endpoints.Values.Select(endpoint => endpoint.Program).Append(_options.DefaultProgram).OfType<string>().Distinct()];

    public bool IsConfigured(string endpoint) => _endpoints.TryGetValue(endpoint, out var settings) && settings.Secrets.Count > 0;

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

    public DateTimeOffset? SignedAt(WebhookRequest request) => StripeSignature.Header.SignedAt(request);

    public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body) =>
        _endpoints.TryGetValue(endpoint, out var settings) ? Read(settings, body) : WebhookReading.NotConfigured;

    /// <summary>Amazon EventBridge has the event in <c>detail</c>, CloudEvents of Azure Event Grid have it in <c>data</c>.</summary>
    public ReadOnlyMemory<byte> ParseTrusted(ReadOnlyMemory<byte> message)
    {
        if (!WebhookJson.TryParse(message.Span, out var json))
        {
            return message;
        }

        var inner = json["detail"].IsObject ? json["detail"]
            : json["specversion"].Text is not null && json["data"].IsObject ? json["data"]
            : json;
        return Encoding.UTF8.GetBytes(inner.ToString());
    }

    public static Dictionary<string, (string Object, Func<StripeEvent, WebhookReading> Read)> ReadersOf(StripeOptions options)
    {
        var invoice = ("invoice", (Func<StripeEvent, WebhookReading>)new InvoiceReader(options).Read);
        var session = ("checkout.session", (Func<StripeEvent, WebhookReading>)new CheckoutSessionReader(options).Read);
        var fraudWarning = ("radar.early_fraud_warning", (Func<StripeEvent, WebhookReading>)new AlertReader(options).ReadFraudWarning);
        (string, Func<StripeEvent, WebhookReading>) subscription =
            ("subscription", stripeEvent => LinkReader.ReadSubscription(stripeEvent, options));
        (string, Func<StripeEvent, WebhookReading>) dispute =
            ("dispute", (options.ReverseDisputesAtOnce ? ReversalReader.DisputesAtOnce : ReversalReader.Disputes).Read);
        return new(StringComparer.Ordinal)
        {
            ["invoice.paid"] = invoice,
            ["invoice.payment_succeeded"] = invoice,
            ["invoice.payment_failed"] = ("invoice", stripeEvent => stripeEvent.Ignore("payment-failed")),
            ["invoice.overpaid"] = ("invoice", stripeEvent => stripeEvent.Ignore("overpaid")),
            ["invoice.voided"] = DeadInvoice,
            ["invoice.marked_uncollectible"] = DeadInvoice,
            ["invoice.deleted"] = DeadInvoice,
            ["checkout.session.completed"] = session,
            ["checkout.session.async_payment_succeeded"] = session,
            ["checkout.session.async_payment_failed"] =
                ("checkout.session", stripeEvent => stripeEvent.Ignore("payment-failed")),
            ["refund.created"] = Refund,
            ["refund.updated"] = Refund,
            ["refund.failed"] = Refund,
            ["charge.refund.updated"] = Refund,
            ["charge.refunded"] = ("charge", ChargeReader.ReadRefunded),
            ["charge.dispute.created"] = dispute,
            ["charge.dispute.updated"] = dispute,
            ["charge.dispute.funds_withdrawn"] = dispute,
            ["charge.dispute.funds_reinstated"] = dispute,
            ["charge.dispute.closed"] = dispute,
            ["credit_note.created"] = CreditNote,
            ["credit_note.updated"] = CreditNote,
            ["credit_note.voided"] = CreditNote,
            ["charge.succeeded"] = Charge,
            ["charge.captured"] = Charge,
            ["charge.updated"] = Charge,
            ["payment_intent.succeeded"] = ("payment_intent", new IntentReader(options).Read),
            ["invoice_payment.paid"] =
                ("invoice_payment", stripeEvent => LinkReader.ReadInvoicePayment(stripeEvent, options)),
            ["customer.created"] = Customer,
            ["customer.updated"] = Customer,
            ["customer.deleted"] = Customer,
            ["customer.discount.created"] = Discount,
            ["customer.discount.updated"] = Discount,
            ["customer.discount.deleted"] = Discount,
            ["customer.subscription.created"] = subscription,
            ["customer.subscription.updated"] = subscription,
            ["customer.subscription.deleted"] = subscription,
            ["promotion_code.created"] = PromotionCode,
            ["promotion_code.updated"] = PromotionCode,
            ["coupon.created"] = Coupon,
            ["coupon.updated"] = Coupon,
            ["coupon.deleted"] = Coupon,
            ["transfer.reversed"] = Transfer,
            ["radar.early_fraud_warning.created"] = fraudWarning,
            ["radar.early_fraud_warning.updated"] = fraudWarning,
        };
    }

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

    /// <summary>A thin event names an object without showing it: nothing can be booked from it.</summary>
    private WebhookReading ReadThin(WebhookJson json, EndpointSettings endpoint)
    {
        if (json["id"].Text is not { } id || !StripeEvent.IsEventId(id)
            || json["type"].Text is not { } type || !StripeEvent.IsType(type)
            || json["created"].Time is not { } createdAt)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var isLive = json["livemode"].Flag != false;
        if (!IsAccepted(isLive, endpoint))
        {
            return WebhookReading.Ignored(WebhookReason.Mode);
        }

        var account = json["context"].Text is { } context && StripeEvent.IsAccount(context) ? context : null;
        if (!IsAccepted(account, endpoint))
        {
            return WebhookReading.Ignored(WebhookReason.Account);
        }

        // While a host moves from snapshot to thin events it gets both, and the pair is one event.
        var isPair = json["snapshot_event"].Text is { } snapshot && StripeEvent.IsEventId(snapshot);
        var message = new WebhookMessage(
            isPair ? json["snapshot_event"].Text! : id,
            StripeEvent.ScopeOf(isLive, account ?? endpoint.OwnAccount),
            type,
            createdAt);
        return _readers.ContainsKey(SnapshotType(type))
            ? WebhookReading.Ignored(ThinEvent, message) with { Lacks = ThinEvent }
            : WebhookReading.Ignored(ThinEvent, message);
    }

    /// <summary>The type of the snapshot event that tells the same as a thin one.</summary>
    public static string SnapshotType(string thin) => thin.StartsWith("v1.", StringComparison.Ordinal) ? thin[3..] : thin;

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
