using Affiliate.Conformance;

namespace Affiliate.Stripe.Tests;

/// <summary>Whatever arrives is applied, ignored or set aside; nothing that was read makes applying it fail (T21, §8).</summary>
public class StripeApplyFuzzTests
{
    private static readonly Dictionary<string, string> User = PaymentMetadata.For("user-7");

    private static readonly byte[][] Bodies =
    [
        StripePayloads.InvoicePaid(new StripeInvoice { Tax = 100, SubscriptionMetadata = User }),
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_2", BillingReason = "subscription_cycle" }),
        StripePayloads.CheckoutSessionCompleted(new StripeSession { Tax = 100, Shipping = 50, Metadata = User }),
        StripePayloads.CheckoutSessionCompleted(new StripeSession { Id = "cs_2", Mode = "subscription", Subscription = "sub_1", Metadata = User }),
        Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(new StripeSession { Currency = "eur", Metadata = User }),
            "currency_conversion", "{\"amount_total\":10890,\"source_currency\":\"usd\"}"),
        .. ReversalPayloads.All.Select(body => StripeHost.Fill(body)),
        ReversalPayloads.Of("promotion_code.created", 1, new { id = "promo_1", @object = "promotion_code", code = "ALPHA", active = true, promotion = new { type = "coupon", coupon = "c_1" } }),
        ReversalPayloads.Of("customer.discount.created", 1, new { id = "di_1", @object = "discount", customer = "cus_1", subscription = "sub_1", promotion_code = "promo_1" }),
        ReversalPayloads.Of("customer.updated", 1, new { id = "cus_1", @object = "customer", email = "buyer@example.com", metadata = User }),
        ReversalPayloads.Of("customer.deleted", 1, new { id = "cus_1", @object = "customer", deleted = true }),
        ReversalPayloads.Of("radar.early_fraud_warning.created", 1, new { id = "issfr_1", @object = "radar.early_fraud_warning", actionable = true, charge = "ch_1", payment_intent = "pi_1" }),
        ReversalPayloads.Of("invoice.voided", 1, new { id = "in_1", @object = "invoice", status = "void" }),
        ReversalPayloads.Of("transfer.reversed", 1, new { id = "tr_1", @object = "transfer", amount = 100, amount_reversed = 100, currency = "usd" }),
    ];

    [Fact]
    public void Whatever_is_read_can_be_applied() => ApplyFuzz.Check(
        () => StripeHost.Start(
            new FakeTimeProvider(Sample.Now.AddHours(-2)), null,
            configure: options =>
            {
                options.AcceptedAccounts = StripeAccounts.Any;
                options.BookTestModeAsLive = true;
                options.RequireCollectedPayment = true;
                options.ReviewCanceledSubscriptions = true;
                options.ClientReferenceIsPartner = true;
            }),
        Bodies,
        (body, i) => JsonBody.With(body, "id", $"\"evt_{i}\""),
        hosts: 40);
}
