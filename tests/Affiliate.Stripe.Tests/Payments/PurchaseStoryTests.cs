using System.Text;

namespace Affiliate.Stripe.Tests;

/// <summary>Purchases of every kind end alike whatever is told first, and count once (I6, I7, AF-21, §4.2, §4.3, §10).</summary>
public class PurchaseStoryTests
{
    private static readonly StripeSession Once = new()
    {
        Id = "cs_#",
        PaymentIntent = "pi_#",
        Customer = "cus_#",
        Metadata = PaymentMetadata.For("user-7"),
    };

    private static readonly StripeInvoice Bill = new()
    {
        Id = "in_#",
        Subscription = "sub_#",
        Customer = "cus_#",
        SubscriptionMetadata = PaymentMetadata.For("user-7"),
    };

    private static readonly byte[] Charge =
        ReversalPayloads.Of("charge.succeeded", 0, new { id = "ch_#", @object = "charge", payment_intent = "pi_#" });

    /// <summary>Mistake 5: a single purchase without invoice had no guard against doubles.</summary>
    [Fact]
    public Task A_single_purchase_told_by_session_intent_charge_and_customer_is_one_sale() => StripeStory.EndsAsync(
        new StoryEnd(1, 1_980),
        [
            StripePayloads.CheckoutSessionCompleted(Once),
            ReversalPayloads.Of("payment_intent.succeeded", 0, new { id = "pi_#", @object = "payment_intent", latest_charge = "ch_#" }),
            Charge,
            ReversalPayloads.Of("customer.created", 0, new { id = "cus_#", @object = "customer", email = "buyer@example.com" }),
        ]);

    /// <summary>Mistake 3: refunds of payments without an invoice were dropped.</summary>
    [Fact]
    public Task A_refund_of_a_purchase_without_invoice_is_taken_back() => StripeStory.EndsAsync(
        new StoryEnd(1, 990, Reversed: 4_950),
        [StripePayloads.CheckoutSessionCompleted(Once), Charge, ReversalPayloads.Refund("refund.created", 1, "succeeded", 4_950)]);

    /// <summary>Mistake 10: unpaid bank debits earned, or paid ones did not.</summary>
    [Fact]
    public async Task A_bank_debit_earns_once_it_is_paid_and_nothing_when_it_fails()
    {
        var unpaid = StripePayloads.CheckoutSessionCompleted(Once with { PaymentStatus = "unpaid" });

        await StripeStory.EndsAsync(new StoryEnd(0, 0), [unpaid]);
        await StripeStory.EndsAsync(
            new StoryEnd(1, 1_980),
            [unpaid, StripePayloads.CheckoutSessionCompleted(Once with { EventId = "evt_later_#" }, "checkout.session.async_payment_succeeded"), Charge]);
        await StripeStory.EndsAsync(
            new StoryEnd(0, 0),
            [
                unpaid,
                StripePayloads.CheckoutSessionCompleted(
                    Once with { EventId = "evt_later_#", PaymentStatus = "unpaid" }, "checkout.session.async_payment_failed"),
            ]);
    }

    /// <summary>AF-21: every top-up counts.</summary>
    [Fact]
    public Task AF_21_two_top_ups_of_one_customer_are_two_sales() => StripeStory.EndsAsync(
        new StoryEnd(2, 3_960),
        [
            StripePayloads.CheckoutSessionCompleted(Once),
            StripePayloads.CheckoutSessionCompleted(Once with { Id = "cs_b#", PaymentIntent = "pi_b#" }),
            Charge,
        ]);

    /// <summary>The unused time lowers the same invoice; a later downgrade gives credit and takes nothing back.</summary>
    [Fact]
    public Task An_upgrade_with_proration_counts_what_was_paid_and_a_downgrade_nothing() => StripeStory.EndsAsync(
        new StoryEnd(3, 1_980 + 600),
        [
            StripePayloads.InvoicePaid(Bill),
            Deliveries.With(
                StripePayloads.InvoicePaid(Bill with { Id = "in_up#", Net = 3_000, BillingReason = "subscription_update" }),
                "lines.data",
                """
                [{"amount":-2000,"parent":{"type":"subscription_item_details","subscription_item_details":{"proration":true}},
                  "metadata":{"affiliate_customer":"user-7"},"pricing":{"price_details":{"price":"p1","product":"basic"}}},
                 {"amount":5000,"parent":{"type":"subscription_item_details"},"metadata":{"affiliate_customer":"user-7"},
                  "pricing":{"price_details":{"price":"p2","product":"pro"}}}]
                """),
            StripePayloads.InvoicePaid(Bill with { Id = "in_down#", Net = -3_000, Paid = 0, BillingReason = "subscription_update" }),
            ReversalPayloads.Subscription("customer.subscription.updated", 0, PaymentMetadata.For("user-7")),
        ]);

    /// <summary>Mistake 14: attribution was kept in the session's metadata only, so renewals earned nothing.</summary>
    [Fact]
    public Task Renewals_earn_although_only_the_session_said_who_the_customer_is() => StripeStory.EndsAsync(
        new StoryEnd(3, 5_940),
        [
            StripePayloads.CheckoutSessionCompleted(Once with { Mode = "subscription", PaymentIntent = null, Subscription = "sub_#", Invoice = "in_#" }),
            StripePayloads.InvoicePaid(Bill with { SubscriptionMetadata = new Dictionary<string, string>() }),
            StripePayloads.InvoicePaid(Bill with { Id = "in_y#", SubscriptionMetadata = new Dictionary<string, string>(), BillingReason = "subscription_cycle" }),
            StripePayloads.InvoicePaid(Bill with { Id = "in_z#", SubscriptionMetadata = new Dictionary<string, string>(), BillingReason = "subscription_cycle" }),
        ]);

    /// <summary>Several payments of a customer whom nobody knew wait for the one message that names the partner.</summary>
    [Fact]
    public Task Payments_that_wait_are_all_credited_when_a_new_customer_is_told_of() => StripeStory.EndsAsync(
        new StoryEnd(3, 5_940),
        [
            StripePayloads.CheckoutSessionCompleted(Once with
            {
                Mode = "subscription",
                PaymentIntent = null,
                Subscription = "sub_#",
                Invoice = "in_#",
                Metadata = new Dictionary<string, string> { ["affiliate_customer"] = "new-#", ["affiliate_partner"] = "alpha" },
            }),
            StripePayloads.InvoicePaid(Bill with { SubscriptionMetadata = new Dictionary<string, string>() }),
            StripePayloads.InvoicePaid(Bill with { Id = "in_y#", SubscriptionMetadata = new Dictionary<string, string>(), BillingReason = "subscription_cycle" }),
            StripePayloads.InvoicePaid(Bill with { Id = "in_z#", SubscriptionMetadata = new Dictionary<string, string>(), BillingReason = "subscription_cycle" }),
        ]);

    /// <summary>Mistake 12: credit was commissioned as if it had been paid.</summary>
    [Fact]
    public Task Credit_that_pays_a_part_earns_nothing_for_that_part() => StripeStory.EndsAsync(
        new StoryEnd(1, 990), [StripePayloads.InvoicePaid(Bill with { Tax = 990, Paid = 5_445 })]);

    /// <summary>A session that counted by its intent, and an invoice for that intent afterwards: one sale is left.</summary>
    [Fact]
    public Task A_session_and_an_invoice_that_turn_out_to_be_one_purchase_count_once() => StripeStory.EndsAsync(
        new StoryEnd(1, 1_980),
        [StripePayloads.CheckoutSessionCompleted(Once), StripePayloads.InvoicePaid(Bill), ReversalPayloads.InvoicePayment()]);

    /// <summary>§4.3: of the two the invoice stays, also without a subscription and whichever came first.</summary>
    [Fact]
    public Task Of_a_session_and_its_invoice_the_invoices_amount_counts() => StripeStory.EndsAsync(
        new StoryEnd(1, 1_900),
        [
            StripePayloads.CheckoutSessionCompleted(Once),
            StripePayloads.InvoicePaid(Bill with { Subscription = null, Net = 9_500, Metadata = PaymentMetadata.For("user-7") }),
            ReversalPayloads.InvoicePayment(),
        ]);

    /// <summary>§4.6: of a dispute in another currency nobody can say how much it is, so it is all of it.</summary>
    [Fact]
    public async Task A_dispute_in_another_currency_is_about_everything()
    {
        byte[] Dispute(string status) => Deliveries.With(
            ReversalPayloads.Dispute("charge.dispute.updated", 5, status, 4_000), "currency", "\"jpy\"");
        var session = StripePayloads.CheckoutSessionCompleted(Once);

        await StripeStory.EndsAsync(new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), [session, Dispute("needs_response")]);
        await StripeStory.EndsAsync(new StoryEnd(1, 0, Reversed: 9_900), [session, Dispute("lost")]);
        await StripeStory.EndsAsync(new StoryEnd(1, 1_980), [session, Dispute("won")]);
    }

    /// <summary>Mistake 17: until March 2025 a charge named its invoice, and listed its refunds until November 2022.</summary>
    [Fact]
    public async Task A_purchase_in_old_words_alone_is_credited_refunded_and_disputed()
    {
        var invoice = OldInvoice();
        var charge = ReversalPayloads.Of(
            "charge.succeeded", 0, new { id = "ch_#", @object = "charge", invoice = "in_#", payment_intent = (string?)null });
        var refunded = Deliveries.With(ReversalPayloads.Refunded(1, 4_950, (4_950, "succeeded")), "payment_intent", "null");
        var dispute = Deliveries.With(
            ReversalPayloads.Dispute("charge.dispute.closed", 9, "lost", 9_900), "payment_intent", null);

        await StripeStory.EndsAsync(new StoryEnd(1, 990, Reversed: 4_950), [invoice, charge, refunded]);
        await StripeStory.EndsAsync(new StoryEnd(1, 0, Reversed: 9_900), [invoice, charge, dispute]);
    }

    private static byte[] OldInvoice() => OlderShapes.Of(StripePayloads.InvoicePaid(Bill))
        .Where(twin => twin.Shape == "2017-04-06")
        .Select(twin => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(twin.Body).Replace("\"paid\":true", "\"paid\":true,\"charge\":\"ch_#\"", StringComparison.Ordinal)))
        .Single();
}
