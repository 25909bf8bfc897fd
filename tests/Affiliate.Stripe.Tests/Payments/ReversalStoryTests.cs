namespace Affiliate.Stripe.Tests;

/// <summary>What happens to a payment, in every order and with repeats, ends alike (I7, §4.6, §4.9, §10).</summary>
public class ReversalStoryTests
{
    private static readonly byte[] Invoice = StripePayloads.InvoicePaid(new StripeInvoice
    {
        Id = "in_#",
        Subscription = "sub_#",
        Customer = "cus_#",
        Metadata = PaymentMetadata.For("user-7"),
    });

    private static readonly byte[] Link = ReversalPayloads.InvoicePayment();

    [Fact]
    public Task A_full_refund_before_or_after_the_invoice_leaves_nothing() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Invoice, Link, ReversalPayloads.Refund("refund.created", 1, "succeeded", 9_900));

    [Fact]
    public Task Three_partial_refunds_leave_the_commission_on_the_rest() => EndsAsync(
        new StoryEnd(1, 1_980 * 6_600 / 9_900, Reversed: 3_300),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 1_000, "re_1#"),
        ReversalPayloads.Refund("refund.created", 2, "succeeded", 1_100, "re_2#"),
        ReversalPayloads.Refund("refund.created", 3, "succeeded", 1_200, "re_3#"));

    [Fact]
    public Task Three_refunds_of_everything_leave_exactly_nothing() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 3_333, "re_1#"),
        ReversalPayloads.Refund("refund.created", 2, "succeeded", 3_333, "re_2#"),
        ReversalPayloads.Refund("refund.created", 3, "succeeded", 3_234, "re_3#"));

    [Fact]
    public Task A_pending_refund_holds_its_share() => EndsAsync(
        new StoryEnd(1, 1_980, Held: 4_950, IsOnHold: true),
        Invoice, Link, ReversalPayloads.Refund("refund.created", 1, "pending", 4_950));

    [Fact]
    public Task A_refund_that_failed_changes_nothing_even_within_its_second() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "pending", 9_900),
        ReversalPayloads.Refund("refund.updated", 2, "succeeded", 9_900),
        ReversalPayloads.Refund("refund.failed", 2, "failed", 9_900));

    [Fact]
    public Task A_refund_and_the_charges_total_count_once() => EndsAsync(
        new StoryEnd(1, 990, Reversed: 4_950),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 4_950),
        ReversalPayloads.Refunded(1, 4_950));

    [Fact]
    public Task A_total_counts_where_it_is_above_the_refunds_known() => EndsAsync(
        new StoryEnd(1, 660, Reversed: 6_600),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 3_300),
        ReversalPayloads.Refunded(1, 3_300),
        ReversalPayloads.Refunded(2, 6_600));

    [Fact]
    public Task A_total_that_includes_a_refund_that_failed_counts_without_it() => EndsAsync(
        new StoryEnd(1, 1_320, Reversed: 3_300),
        Invoice,
        Link,
        ReversalPayloads.Refunded(1, 6_600, (3_300, "succeeded"), (3_300, "pending")),
        ReversalPayloads.Refund("charge.refund.updated", 2, "failed", 3_300, "re_#_1"));

    [Fact]
    public Task A_dispute_that_was_won_changes_nothing() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        Link,
        ReversalPayloads.Dispute("charge.dispute.created", 1, "needs_response", 9_900),
        ReversalPayloads.Dispute("charge.dispute.funds_withdrawn", 1, "needs_response", 9_900),
        ReversalPayloads.Dispute("charge.dispute.closed", 9, "won", 9_900));

    [Fact]
    public Task A_dispute_that_was_lost_takes_the_commission() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Invoice,
        Link,
        ReversalPayloads.Dispute("charge.dispute.created", 1, "needs_response", 9_900),
        ReversalPayloads.Dispute("charge.dispute.updated", 2, "under_review", 9_900),
        ReversalPayloads.Dispute("charge.dispute.closed", 9, "lost", 9_900));

    [Fact]
    public Task A_lost_dispute_that_is_won_later_gives_the_commission_again() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        Link,
        ReversalPayloads.Dispute("charge.dispute.closed", 9, "lost", 9_900),
        ReversalPayloads.Dispute("charge.dispute.updated", 10, "appeal_under_review", 9_900),
        ReversalPayloads.Dispute("charge.dispute.funds_reinstated", 11, "won", 9_900));

    [Fact]
    public Task An_open_dispute_holds_the_commission_also_when_the_funds_were_withdrawn() => EndsAsync(
        new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true),
        Invoice,
        Link,
        ReversalPayloads.Dispute("charge.dispute.created", 1, "warning_needs_response", 9_900),
        ReversalPayloads.Dispute("charge.dispute.funds_withdrawn", 2, "needs_response", 9_900));

    [Fact]
    public Task A_refund_and_a_dispute_of_the_same_money_take_it_once() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Invoice,
        Link,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 9_900),
        ReversalPayloads.Dispute("charge.dispute.closed", 9, "lost", 9_900));

    [Fact]
    public Task A_credit_note_paid_by_bank_takes_its_share_until_it_is_voided()
    {
        var issued = ReversalPayloads.CreditNote("credit_note.created", 1, "issued", 4_950);
        return Task.WhenAll(
            EndsAsync(new StoryEnd(1, 990, Reversed: 4_950), Invoice, issued),
            EndsAsync(
                new StoryEnd(1, 1_980), Invoice, issued, ReversalPayloads.CreditNote("credit_note.voided", 2, "void", 4_950)));
    }

    [Fact]
    public Task A_subscription_credits_its_invoices_and_a_refund_takes_back_one() => EndsAsync(
        new StoryEnd(2, 1_980, Reversed: 9_900),
        Deliveries.With(Invoice, "metadata", "{}"),
        StripePayloads.InvoicePaid(new StripeInvoice
        {
            Id = "in_b#",
            Subscription = "sub_#",
            Customer = "cus_#",
            BillingReason = "subscription_cycle",
        }),
        Link,
        ReversalPayloads.Subscription("customer.subscription.created", 0, PaymentMetadata.For("user-7")),
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 9_900));

    private static Task EndsAsync(StoryEnd expected, params byte[][] events) => StripeStory.EndsAsync(expected, events);
}
