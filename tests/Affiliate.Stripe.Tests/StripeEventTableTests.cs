namespace Affiliate.Stripe.Tests;

/// <summary><c>docs/payment-rules.md</c> has a row for every type of event, and it says what the adapter does (payment-providers §4.2).</summary>
public class StripeEventTableTests
{
    private const string Unsupported = """{"id":"x_1"}""";
    private const string Session = "\"id\":\"cs_1\",\"amount_total\":9900,\"currency\":\"usd\",\"payment_intent\":\"pi_1\"";
    private const string Invoice = "\"id\":\"in_1\",\"total\":9900,\"amount_paid\":9900,\"currency\":\"usd\"";
    private const string Refund = "\"id\":\"re_1\",\"amount\":900,\"currency\":\"usd\",\"charge\":\"ch_1\",\"payment_intent\":\"pi_1\"";
    private const string Dispute = "\"id\":\"du_1\",\"amount\":9900,\"currency\":\"usd\",\"charge\":\"ch_1\",\"payment_intent\":\"pi_1\"";
    private const string CreditNote = "\"id\":\"cn_1\",\"amount\":900,\"currency\":\"usd\",\"invoice\":\"in_1\",\"type\":\"post_payment\"";
    private const string Intent = """{"id":"pi_1","amount_received":9900,"currency":"usd"}""";
    private const string Discount = """{"id":"di_1","source":{"type":"coupon","coupon":"c_1"},"customer":"cus_1","promotion_code":"promo_1"}""";

    private static readonly Action<StripeOptions> Default = _ => { };

    private static readonly (string Type, string When, string Object, Action<StripeOptions> Configure)[] Cases =
    [
        ("checkout.session.completed", "`payment`, paid, no invoice", $$"""{{{Session}},"mode":"payment","payment_status":"paid"}""", Default),
        ("checkout.session.completed", "`payment`, paid, its invoice is or will be made", $$"""{{{Session}},"mode":"payment","payment_status":"paid","invoice_creation":{"enabled":true} }""", Default),
        ("checkout.session.completed", "`payment`, not paid yet", $$"""{{{Session}},"mode":"payment","payment_status":"unpaid"}""", Default),
        ("checkout.session.completed", "`payment`, nothing to pay", """{"id":"cs_1","amount_total":0,"currency":"usd","mode":"payment","payment_status":"no_payment_required"}""", Default),
        ("checkout.session.completed", "`subscription`", $$"""{{{Session}},"mode":"subscription","payment_status":"paid","subscription":"sub_1","invoice":"in_1"}""", Default),
        ("checkout.session.completed", "`setup`", """{"id":"cs_1","mode":"setup","payment_status":"no_payment_required","customer":"cus_1"}""", Default),
        ("checkout.session.async_payment_succeeded", "`payment`, no invoice", $$"""{{{Session}},"mode":"payment","payment_status":"paid"}""", Default),
        ("checkout.session.async_payment_failed", "", $$"""{{{Session}},"mode":"payment","payment_status":"unpaid"}""", Default),
        ("checkout.session.expired", "", Unsupported, Default),
        ("invoice.paid", "", $$"""{{{Invoice}},"status":"paid"}""", Default),
        ("invoice.paid", "a trial, or more credit than there is to pay", """{"id":"in_1","status":"paid","total":-100,"amount_paid":0,"currency":"usd"}""", Default),
        ("invoice.paid", "`RequireCollectedPayment`", $$"""{{{Invoice}},"status":"paid"}""", options => options.RequireCollectedPayment = true),
        ("invoice.payment_succeeded", "`status` is `paid`", $$"""{{{Invoice}},"status":"paid"}""", Default),
        ("invoice.payment_succeeded", "`status` is `open`: a part was paid", $$"""{{{Invoice}},"status":"open"}""", Default),
        ("invoice.payment_failed", "", $$"""{{{Invoice}},"status":"open"}""", Default),
        ("invoice.overpaid", "", $$"""{{{Invoice}},"status":"paid"}""", Default),
        ("invoice.voided", "", $$"""{{{Invoice}},"status":"void"}""", Default),
        ("invoice.marked_uncollectible", "", $$"""{{{Invoice}},"status":"uncollectible"}""", Default),
        ("invoice.deleted", "", $$"""{{{Invoice}},"deleted":true}""", Default),
        ("invoice.created", "also `.finalized`, `.sent`, `.upcoming`, `.updated`, …", Unsupported, Default),
        ("invoice_payment.paid", "", """{"id":"inpay_1","invoice":"in_1","payment":{"type":"payment_intent","payment_intent":"pi_1"}}""", Default),
        ("invoice_payment.paid", "`RequireCollectedPayment`", """{"id":"inpay_1","invoice":"in_1","payment":{"type":"payment_intent","payment_intent":"pi_1"}}""", options => options.RequireCollectedPayment = true),
        ("payment_intent.succeeded", "", Intent, Default),
        ("payment_intent.succeeded", "`TrackPaymentIntents`", Intent, options => options.TrackPaymentIntents = true),
        ("payment_intent.succeeded", "`TrackPaymentIntents`, with `invoice` (before March 2025)", """{"id":"pi_1","amount_received":9900,"currency":"usd","invoice":"in_1"}""", options => options.TrackPaymentIntents = true),
        ("charge.succeeded", "", """{"id":"ch_1","payment_intent":"pi_1"}""", Default),
        ("charge.captured", "", """{"id":"ch_1","payment_intent":"pi_1"}""", Default),
        ("charge.updated", "", """{"id":"ch_1","payment_intent":"pi_1"}""", Default),
        ("charge.failed", "", Unsupported, Default),
        ("refund.created", "`pending`, `requires_action`", $$"""{{{Refund}},"status":"pending"}""", Default),
        ("refund.created", "`succeeded`", $$"""{{{Refund}},"status":"succeeded"}""", Default),
        ("refund.created", "names neither charge nor intent", """{"id":"re_1","amount":900,"currency":"usd","status":"succeeded"}""", Default),
        ("refund.updated", "`canceled`", $$"""{{{Refund}},"status":"canceled"}""", Default),
        ("refund.failed", "", $$"""{{{Refund}},"status":"failed"}""", Default),
        ("charge.refund.updated", "as `refund.updated`", $$"""{{{Refund}},"status":"succeeded"}""", Default),
        ("charge.refunded", "", """{"id":"ch_1","amount_refunded":900,"currency":"usd","payment_intent":"pi_1"}""", Default),
        ("charge.refunded", "with its refunds (before November 2022)", $$"""{"id":"ch_1","amount_refunded":900,"currency":"usd","payment_intent":"pi_1","refunds":{"data":[{{{Refund}},"status":"succeeded"}]} }""", Default),
        ("charge.dispute.created", "`needs_response`, `under_review`", $$"""{{{Dispute}},"status":"needs_response"}""", Default),
        ("charge.dispute.created", "an inquiry: `warning_…`", $$"""{{{Dispute}},"status":"warning_needs_response"}""", Default),
        ("charge.dispute.updated", "also an appeal", $$"""{{{Dispute}},"status":"appeal_under_review"}""", Default),
        ("charge.dispute.updated", "a status of the future", $$"""{{{Dispute}},"status":"unheard_of"}""", Default),
        ("charge.dispute.funds_withdrawn", "", $$"""{{{Dispute}},"status":"needs_response"}""", Default),
        ("charge.dispute.funds_withdrawn", "`ReverseDisputesAtOnce`", $$"""{{{Dispute}},"status":"needs_response"}""", options => options.ReverseDisputesAtOnce = true),
        ("charge.dispute.funds_reinstated", "not `won` yet", $$"""{{{Dispute}},"status":"under_review"}""", Default),
        ("charge.dispute.closed", "`lost`", $$"""{{{Dispute}},"status":"lost"}""", Default),
        ("charge.dispute.closed", "`won`, `warning_closed`, `prevented`", $$"""{{{Dispute}},"status":"won"}""", Default),
        ("credit_note.created", "given back outside Stripe", $$"""{{{CreditNote}},"status":"issued","out_of_band_amount":900}""", Default),
        ("credit_note.created", "refunds and balance credit alone, which show elsewhere", $$"""{{{CreditNote}},"status":"issued","refunds":[{"refund":"re_1"}]}""", Default),
        ("credit_note.created", "before the payment, which was lower then", """{"id":"cn_1","amount":900,"currency":"usd","invoice":"in_1","type":"pre_payment","status":"issued"}""", Default),
        ("credit_note.updated", "given back outside Stripe", $$"""{{{CreditNote}},"status":"issued","out_of_band_amount":900}""", Default),
        ("credit_note.voided", "given back outside Stripe", $$"""{{{CreditNote}},"status":"void","out_of_band_amount":900}""", Default),
        ("customer.created", "", """{"id":"cus_1"}""", Default),
        ("customer.updated", "", """{"id":"cus_1"}""", Default),
        ("customer.deleted", "", """{"id":"cus_1","deleted":true}""", Default),
        ("customer.subscription.created", "", """{"id":"sub_1","status":"active"}""", Default),
        ("customer.subscription.created", "`trialing`, `LeadOnTrial`", """{"id":"sub_1","status":"trialing"}""", options => options.LeadOnTrial = true),
        ("customer.subscription.updated", "", """{"id":"sub_1","status":"past_due"}""", Default),
        ("customer.subscription.deleted", "", """{"id":"sub_1","status":"canceled"}""", options => options.ReviewCanceledSubscriptions = false),
        ("customer.subscription.deleted", "`ReviewCanceledSubscriptions`", """{"id":"sub_1","status":"canceled"}""", options => options.ReviewCanceledSubscriptions = true),
        ("customer.subscription.paused", "also `.resumed`, `.trial_will_end`, …", Unsupported, Default),
        ("customer.discount.created", "", Discount, Default),
        ("customer.discount.updated", "", Discount, Default),
        ("customer.discount.deleted", "", Discount, Default),
        ("promotion_code.created", "", """{"id":"promo_1","code":"SPRING","active":true}""", Default),
        ("promotion_code.updated", "`active` is `false`", """{"id":"promo_1","code":"SPRING","active":false}""", Default),
        ("coupon.created", "", """{"id":"SPRING","valid":true}""", Default),
        ("coupon.updated", "", """{"id":"SPRING","valid":true}""", Default),
        ("coupon.deleted", "", """{"id":"SPRING"}""", Default),
        ("radar.early_fraud_warning.created", "", """{"id":"issfr_1","charge":"ch_1","actionable":true}""", Default),
        ("radar.early_fraud_warning.created", "`HoldOnFraudWarnings` is off", """{"id":"issfr_1","charge":"ch_1","actionable":true}""", options => options.HoldOnFraudWarnings = false),
        ("radar.early_fraud_warning.updated", "nothing is left to do", """{"id":"issfr_1","charge":"ch_1","actionable":false}""", Default),
        ("transfer.reversed", "whole, of a payout of ours", """{"id":"tr_1","reversed":true,"metadata":{"affiliate_payout":"pay_00000000000070008000000000000000"}}""", Default),
        ("transfer.reversed", "a part, of a payout of ours", """{"id":"tr_1","reversed":false,"metadata":{"affiliate_payout":"pay_00000000000070008000000000000000"}}""", Default),
        ("transfer.reversed", "any other", """{"id":"tr_1","reversed":true}""", Default),
        ("transfer.created", "also `.updated`", Unsupported, Default),
        ("payout.paid", "and all of `payout.*`", Unsupported, Default),
        ("v2.money_management.outbound_payment.posted", "and all of `v2.*`", Unsupported, Default),
    ];

    [Fact]
    public void The_page_says_what_becomes_of_each_event() => Assert.Equal(
        string.Join('\n', Cases.Select(one => EventPage.Row(one.Type, one.When, Read(one.Type, one.Object, one.Configure)))),
        string.Join('\n', EventPage.Rows("Events of Stripe")));

    [Fact]
    public void Every_event_that_is_read_has_a_row_and_all_others_are_ignored()
    {
        var read = StripeWebhook.ReadersOf(new StripeOptions()).Keys;

        Assert.Empty(read.Except(Cases.Select(one => one.Type)));
        Assert.All(Cases.Where(one => !read.Contains(one.Type)), one => Assert.Equal(
            WebhookReason.UnsupportedType, Read(one.Type, one.Object, one.Configure).Reason));
    }

    private static WebhookReading Read(string type, string value, Action<StripeOptions> configure)
    {
        var subject = StripeWebhook.ReadersOf(new StripeOptions()).TryGetValue(type, out var reader) ? reader.Object : "other";
        return Deliveries.Deliver(
            $$"""
            {"id":"evt_1","object":"event","created":1773480420,"livemode":true,"type":"{{type}}",
             "data":{"object":{"object":"{{subject}}",{{value[1..]}} } }
            """,
            configure);
    }
}
