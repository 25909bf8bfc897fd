using System.Text;

namespace Affiliate.Stripe.Tests;

/// <summary>Objects as Stripe wrote them from 2014 to 2026, in corners that the stories leave out: each ends in a stated result.</summary>
public class StripeShapeTests
{
    private static readonly (string Name, string Type, string Object, string Ends)[] Cases =
    [
        ("2015 charge.refunded", "charge.refunded", """{"id":"ch_1","object":"charge","amount":2000,"amount_refunded":500,"currency":"usd","customer":"cus_1","invoice":"in_1","refunds":{"object":"list","data":[{"id":"re_1","object":"refund","amount":500,"currency":"usd","charge":"ch_1","balance_transaction":"txn_1","metadata":{},"reason":null,"receipt_number":null,"created":1420070400}],"has_more":false,"total_count":1}}""",
            "charge-cumulative:ch_1 ch_1 RefundTotal Effective 5.00 USD in_1 cus_1; refund:re_1 ch_1 Refund Effective 5.00 USD in_1 cus_1"),
        ("2014 charge.refunded with array refunds", "charge.refunded", """{"id":"ch_1","object":"charge","amount":2000,"amount_refunded":500,"currency":"usd","invoice":null,"refunds":[{"amount":500,"currency":"usd","created":1,"object":"refund","charge":"ch_1","balance_transaction":"txn_1"}]}""",
            "charge-cumulative:ch_1 ch_1 RefundTotal Effective 5.00 USD"),
        ("2015 dispute created", "charge.dispute.created", """{"object":"dispute","charge":"ch_1","amount":1000,"created":1420070400,"status":"needs_response","currency":"usd","reason":"general","balance_transactions":[{"id":"txn_1","amount":-1000,"currency":"usd"}],"is_charge_refundable":false,"evidence":{}}""",
            "dispute:ch_1 ch_1 Dispute Held 10.00 USD"),
        ("dispute funds_reinstated won", "charge.dispute.funds_reinstated", """{"id":"dp_1","object":"dispute","charge":"ch_1","amount":1000,"status":"won","currency":"usd","payment_intent":null,"balance_transactions":[{"amount":-1000},{"amount":1000}]}""",
            "dispute:dp_1 ch_1 Dispute Released 10.00 USD"),
        ("dispute prevented", "charge.dispute.closed", """{"id":"du_1","object":"dispute","charge":"ch_1","amount":1000,"status":"prevented","currency":"usd","payment_intent":"pi_1"}""",
            "dispute:du_1 pi_1 Dispute Released 10.00 USD ch_1"),
        ("dispute warning_closed expanded", "charge.dispute.closed", """{"id":"du_1","object":"dispute","charge":{"id":"ch_1","object":"charge","payment_intent":{"id":"pi_1"}},"amount":1000,"status":"warning_closed","currency":"usd","payment_intent":{"id":"pi_1","object":"payment_intent","invoice":null}}""",
            "dispute:du_1 pi_1 Dispute Released 10.00 USD ch_1"),
        ("dispute unknown status", "charge.dispute.updated", """{"id":"du_1","object":"dispute","charge":"ch_1","amount":1000,"status":"in_arbitration","currency":"usd","payment_intent":"pi_1"}""",
            "Quarantined unknown-status"),
        ("refund no charge no pi", "refund.created", """{"id":"re_1","object":"refund","amount":1000,"status":"succeeded","currency":"usd","charge":null,"payment_intent":null}""",
            "Ignored no-payment"),
        ("refund destination entry", "refund.updated", """{"id":"pyr_1","object":"refund","amount":1000,"status":"requires_action","currency":"eur","charge":"py_1","payment_intent":"pi_1","destination_details":{"type":"eu_bank_transfer","eu_bank_transfer":{"reference":null}},"next_action":{"type":"display_details"}}""",
            "refund:pyr_1 pi_1 Refund Held 10.00 EUR py_1"),
        ("charge.refund.updated failed", "charge.refund.updated", """{"id":"re_1","object":"refund","amount":1000,"status":"failed","failure_reason":"lost_or_stolen_card","currency":"usd","charge":"ch_1","payment_intent":"pi_1"}""",
            "refund:re_1 pi_1 Refund Released 10.00 USD ch_1"),
        ("refund negative", "refund.created", """{"id":"re_1","object":"refund","amount":-5,"status":"succeeded","currency":"usd","charge":"ch_1"}""",
            "Quarantined bad-amount"),
        ("invoice 2015", "invoice.payment_succeeded", """{"date":1420070400,"id":"in_1","period_start":1420070400,"period_end":1422748800,"lines":{"object":"list","total_count":1,"has_more":false,"data":[{"id":"sub_1","object":"line_item","type":"subscription","livemode":true,"amount":2000,"currency":"usd","proration":false,"period":{"start":1420070400,"end":1422748800},"quantity":1,"plan":{"id":"gold","object":"plan","amount":2000,"name":"Gold"},"description":null,"metadata":{"affiliate_customer":"user-7"}}]},"subtotal":2000,"total":2000,"customer":"cus_1","object":"invoice","attempted":true,"closed":true,"forgiven":false,"paid":true,"livemode":true,"attempt_count":1,"amount_due":2000,"currency":"usd","starting_balance":0,"ending_balance":0,"next_payment_attempt":null,"webhooks_delivered_at":1420070400,"charge":"ch_1","discount":null,"application_fee":null,"subscription":"sub_1","tax_percent":null,"tax":null,"metadata":{},"statement_descriptor":null,"description":null,"receipt_number":null}""",
            "in_1 20.00 USD 20.00 USD Renewal ch_1 sub_1 cus_1 user-7"),
        ("invoice 2015 starting balance used", "invoice.payment_succeeded", """{"id":"in_1","object":"invoice","paid":true,"closed":true,"subtotal":2000,"total":2000,"amount_due":500,"starting_balance":-1500,"ending_balance":0,"currency":"usd","tax":0,"subscription":"sub_1","lines":{"data":[]},"discount":{"object":"discount","coupon":{"id":"25OFF","object":"coupon","percent_off":25},"customer":"cus_1","start":1,"end":null}}""",
            "in_1 5.00 USD 5.00 USD Renewal sub_1 25OFF"),
        ("invoice deleted customer stub", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":2000,"amount_paid":2000,"currency":"usd","customer":{"id":"cus_1","object":"customer","deleted":true},"discounts":[{"id":"di_1","object":"discount","deleted":true,"coupon":{"id":"c_1","object":"coupon","deleted":true},"promotion_code":null,"source":{"type":"coupon","coupon":{"id":"c_1","deleted":true}}}],"lines":null,"parent":null}""",
            "in_1 20.00 USD 20.00 USD OneTime cus_1 c_1 di_1"),
        ("invoice endive quote parent", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":2000,"amount_paid":2000,"currency":"usd","customer":null,"customer_account":"acct_c","parent":{"type":"quote_details","quote_details":{"quote":"qt_1"},"subscription_details":null},"total_taxes":null,"total_excluding_tax":null,"payments":{"object":"list","data":[{"id":"inpay_1","payment":{"type":"payment_record","payment_record":"pr_1"},"status":"paid"}]},"lines":{"data":[{"amount":2000,"pricing":{"type":"price_details","price_details":{"price":{"id":"price_1"},"product":{"id":"prod_1"}},"unit_amount_decimal":"2000"},"parent":{"type":"invoice_item_details","invoice_item_details":{"proration":false,"subscription":null}},"taxes":[],"quantity":null,"quantity_decimal":"1.5"}],"has_more":false}}""",
            "in_1 20.00 USD 20.00 USD OneTime acct_c"),
        ("invoice negative total", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":-1500,"amount_paid":0,"amount_due":0,"currency":"usd","subscription":"sub_1","tax":-300,"total_tax_amounts":[{"amount":-300,"inclusive":false}],"lines":{"data":[{"amount":-1500,"price":{"id":"p"}}]},"billing_reason":"subscription_update"}""",
            "in_1 0.00 USD 0.00 USD Upgrade sub_1"),
        ("invoice overpaid amount", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":1000,"amount_paid":1500,"amount_overpaid":500,"currency":"usd","total_excluding_tax":800}""",
            "in_1 8.00 USD 10.00 USD OneTime"),
        ("invoice amount_paid text", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":1000,"amount_paid":"1000","currency":"usd"}""",
            "Quarantined bad-amount"),
        ("invoice ISK odd", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":100000,"amount_paid":100000,"currency":"isk","total_excluding_tax":80645,"total_taxes":[{"amount":19355}]}""",
            "in_1 806 ISK 1000 ISK OneTime"),
        ("invoice ISK odd tax in old words", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":100000,"amount_paid":100000,"currency":"isk","tax":19355}""",
            "in_1 806 ISK 1000 ISK OneTime"),
        ("charge of 2022 in parts of a krona, refunded as far as Stripe does", "charge.refunded", """{"id":"ch_1","object":"charge","amount":4010,"amount_refunded":4000,"currency":"isk","invoice":null,"payment_intent":"pi_1"}""",
            "charge-cumulative:ch_1 pi_1 RefundTotal Effective 40 ISK ch_1"),
        ("invoice status paid but paid false", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","paid":false,"total":1000,"amount_paid":0,"currency":"usd"}""",
            "in_1 0.00 USD 0.00 USD OneTime"),
        ("invoice currency upper", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":1000,"amount_paid":1000,"currency":"USD"}""",
            "in_1 10.00 USD 10.00 USD OneTime"),
        ("invoice crypto", "invoice.paid", """{"id":"in_1","object":"invoice","status":"paid","total":1000,"amount_paid":1000,"currency":"usdc"}""",
            "Quarantined bad-currency"),
        ("session 2019", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","cancel_url":"x","client_reference_id":null,"customer":"cus_1","customer_email":null,"display_items":[{"amount":500,"currency":"usd","quantity":1,"type":"custom"}],"livemode":true,"locale":null,"payment_intent":"pi_1","payment_method_types":["card"],"success_url":"x","subscription":null}""",
            "link cs_1 pi_1 cus_1"),
        ("session clover", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","adaptive_pricing":{"enabled":true},"amount_subtotal":1000,"amount_total":900,"automatic_tax":{"enabled":true,"status":"complete"},"currency":"usd","customer":null,"customer_details":{"email":null,"name":"ÀÉ 测试"},"discounts":[{"coupon":null,"promotion_code":"promo_1"}],"invoice":null,"invoice_creation":{"enabled":false,"invoice_data":{"metadata":{}}},"metadata":null,"mode":"payment","payment_intent":"pi_1","payment_status":"paid","presentment_details":{"presentment_amount":850,"presentment_currency":"eur"},"shipping_cost":null,"total_details":{"amount_discount":100,"amount_shipping":0,"amount_tax":150,"breakdown":{"discounts":[{"amount":100,"discount":{"id":"di_1","source":{"type":"coupon","coupon":"c_1"},"promotion_code":"promo_1"}}]}}}""",
            "pi_1 7.50 USD 9.00 USD OneTime cs_1 promo_1 c_1 di_1"),
        ("session payment paid no pi", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","amount_total":900,"currency":"usd","mode":"payment","payment_intent":null,"payment_status":"paid"}""",
            "Quarantined no-payment-intent"),
        ("session expanded pi with charge", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","amount_total":900,"currency":"usd","mode":"payment","payment_intent":{"id":"pi_1","object":"payment_intent","latest_charge":{"id":"ch_1"}},"payment_status":"paid","metadata":[]}""",
            "pi_1 9.00 USD 9.00 USD OneTime cs_1"),
        ("session setup", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","amount_total":null,"currency":null,"mode":"setup","payment_intent":null,"payment_status":"no_payment_required","setup_intent":"seti_1","customer":"cus_1"}""",
            "link cs_1 cus_1"),
        ("session free", "checkout.session.completed", """{"id":"cs_1","object":"checkout.session","amount_total":0,"currency":"usd","mode":"payment","payment_intent":null,"payment_status":"no_payment_required"}""",
            "cs_1 0.00 USD 0.00 USD OneTime"),
        ("async failed", "checkout.session.async_payment_failed", """{"id":"cs_1","object":"checkout.session","amount_total":900,"currency":"usd","mode":"payment","payment_intent":"pi_1","payment_status":"unpaid"}""",
            "Ignored payment-failed"),
        ("session expired", "checkout.session.expired", """{"id":"cs_1","object":"checkout.session"}""",
            "Ignored unsupported-type"),
        ("credit note mixed", "credit_note.created", """{"id":"cn_1","object":"credit_note","amount":1000,"currency":"usd","invoice":"in_1","status":"issued","type":"mixed","out_of_band_amount":250,"post_payment_amount":700,"pre_payment_amount":300,"refunds":[{"refund":"re_1","amount_refunded":450}]}""",
            "credit-note:cn_1 in_1 Credit Effective 2.50 USD"),
        ("credit note old refund", "credit_note.created", """{"id":"cn_1","object":"credit_note","amount":1000,"currency":"usd","invoice":"in_1","status":"issued","type":"post_payment","out_of_band_amount":null,"refund":"re_1","customer_balance_transaction":null}""",
            "Ignored nothing-out-of-band"),
        ("credit note expanded invoice", "credit_note.voided", """{"id":"cn_1","object":"credit_note","amount":1000,"currency":"usd","invoice":{"id":"in_1","object":"invoice","charge":"ch_9"},"status":"void","type":"post_payment","out_of_band_amount":1000}""",
            "credit-note:cn_1 in_1 Credit Released 10.00 USD"),
        ("invoice_payment payment record", "invoice_payment.paid", """{"id":"inpay_1","object":"invoice_payment","amount_paid":1000,"invoice":"in_1","is_default":true,"payment":{"type":"payment_record","payment_record":"pr_1"},"status":"paid"}""",
            "link in_1"),
        ("invoice_payment charge", "invoice_payment.paid", """{"id":"inpay_1","object":"invoice_payment","amount_paid":1000,"invoice":{"id":"in_1","deleted":true},"payment":{"type":"charge","charge":"ch_1"},"status":"paid"}""",
            "link in_1 ch_1"),
        ("pi succeeded old charges", "payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent","amount":1000,"amount_received":1000,"charges":{"object":"list","data":[{"id":"ch_1","object":"charge"}]},"currency":"usd","customer":null,"invoice":"in_1","metadata":{}}""",
            "link pi_1 ch_1 in_1"),
        ("charge succeeded bare", "charge.succeeded", """{"id":"ch_1","object":"charge","amount":100,"currency":"usd","customer":null,"invoice":null,"payment_intent":null,"billing_details":{"email":"a@b.example"},"metadata":{"affiliate_customer":"user-7"}}""",
            "link ch_1 user-7"),
        ("py charge", "charge.succeeded", """{"id":"py_1","object":"charge","payment_intent":"pi_1","source_transfer":null}""",
            "link pi_1 py_1"),
        ("customer deleted", "customer.deleted", """{"id":"cus_1","object":"customer","deleted":true}""",
            "CustomerRemoved"),
        ("customer subscription paused", "customer.subscription.paused", """{"id":"sub_1","object":"subscription"}""",
            "Ignored unsupported-type"),
        ("subscription v old", "customer.subscription.created", """{"id":"sub_1","object":"subscription","status":"trialing","plan":{"id":"gold"},"customer":"cus_1","metadata":{"affiliate_click":"clk_00000000000070008000000000000000","affiliate_program":""}}""",
            "link - sub_1 cus_1"),
        ("subscription schedule", "subscription_schedule.created", """{"id":"sub_sched_1","object":"subscription_schedule"}""",
            "Ignored unsupported-type"),
        ("promotion code clover", "promotion_code.created", """{"id":"promo_1","object":"promotion_code","code":"SPRÏNG","active":true,"promotion":{"type":"coupon","coupon":"c_1"},"metadata":{"affiliate_partner":"Alpha"}}""",
            "coupon promo_1 SPRÏNG c_1 alpha active"),
        ("promotion code old", "promotion_code.updated", """{"id":"promo_1","object":"promotion_code","code":"SPRING","active":false,"coupon":{"id":"c_1","object":"coupon","valid":false}}""",
            "coupon promo_1 SPRING c_1 - gone"),
        ("coupon.deleted", "coupon.deleted", """{"id":"c_1","object":"coupon","deleted":true}""",
            "coupon c_1 c_1 - - gone"),
        ("coupon id with spaces", "coupon.created", """{"id":"Spring Sale 10","object":"coupon","valid":true}""",
            "coupon Spring Sale 10 Spring Sale 10 - - active"),
        ("coupon id unicode", "coupon.created", """{"id":"Frühling","object":"coupon","valid":true}""",
            "coupon Frühling Frühling - - active"),
        ("discount no id old", "customer.discount.created", """{"object":"discount","coupon":{"id":"c_1"},"customer":"cus_1","start":1,"end":null,"subscription":null}""",
            "link - cus_1 c_1"),
        ("discount deleted", "customer.discount.deleted", """{"id":"di_1","object":"discount","source":{"type":"coupon","coupon":"c_1"},"customer":"cus_1","promotion_code":"promo_1","deleted":true}""",
            "coupon di_1 - promo_1 - gone"),
        ("fraud warning not actionable", "radar.early_fraud_warning.updated", """{"id":"issfr_1","object":"radar.early_fraud_warning","actionable":false,"charge":"ch_1"}""",
            "fraud-warning:issfr_1 ch_1 Dispute Released all"),
        ("transfer reversed", "transfer.reversed", """{"id":"tr_1","object":"transfer","amount":100,"amount_reversed":40,"currency":"usd","reversed":false,"metadata":{}}""",
            "Ignored no-payout"),
        ("payout failed", "payout.failed", """{"id":"po_1","object":"payout","amount":100}""",
            "Ignored unsupported-type"),
        ("balance.available no id", "balance.available", """{"object":"balance","available":[]}""",
            "Ignored unsupported-type"),
        ("account.updated", "account.updated", """{"id":"acct_1","object":"account"}""",
            "Ignored unsupported-type"),
        ("invoice.upcoming no id", "invoice.upcoming", """{"object":"invoice","total":100}""",
            "Ignored unsupported-type"),
        ("invoice.finalized", "invoice.finalized", """{"id":"in_1","object":"invoice","status":"open"}""",
            "Ignored unsupported-type"),
        ("v2 in snapshot", "v2.core.account.created", """{"object":"v2.core.account"}""",
            "Ignored unsupported-type"),
    ];

    [Fact]
    public void Every_shape_ends_in_its_result() => Assert.Equal(
        Cases.Select(one => $"{one.Name}: {one.Ends}"), Cases.Select(one => $"{one.Name}: {Result(one.Type, one.Object)}"));

    private static string Result(string type, string value)
    {
        var reading = Deliveries.Deliver($$$$"""
            {"id":"evt_1","object":"event","api_version":null,"created":1773480420,"livemode":true,"pending_webhooks":1,"request":null,
             "type":"{{{{type}}}}","data":{"object":{{{{value}}}},"previous_attributes":null}}
            """);
        return (reading.Verdict == WebhookVerdict.Accepted ? string.Join("; ", reading.Facts.Select(Text)) : $"{reading.Verdict} {reading.Reason}")
            .Replace("stripe:live:self:", "", StringComparison.Ordinal);
    }

    private static string Text(PaymentFact fact) => string.Join(' ', fact switch
    {
        Payment payment => [payment.Source, payment.Amount.ToString(), payment.Gross.ToString()!, payment.Kind.ToString(), .. Names(fact)],
        Reversal reversal =>
            [reversal.Source, reversal.Target, reversal.Kind.ToString(), reversal.State.ToString(), reversal.Gross?.ToString() ?? "all", .. Names(fact)],
        PaymentLink link => ["link", link.Reference ?? "-", .. Names(fact)],
        CouponKnown coupon => ["coupon", coupon.Reference, coupon.Code ?? "-", coupon.Parent ?? "-", coupon.Partner ?? "-", coupon.IsActive ? "active" : "gone"],
        _ => new[] { fact.GetType().Name },
    });

    private static IEnumerable<string> Names(PaymentFact fact) =>
        fact.Aliases.Append(fact.SubscriptionReference).Append(fact.CustomerReference)
            .Append(fact.Evidence.CustomerKey ?? fact.SubscriptionEvidence.CustomerKey)
            .Concat(fact.Evidence.Coupons).Concat(fact.CustomerEvidence.Coupons).OfType<string>();
}
