namespace Affiliate.Stripe.Tests;

/// <summary>What refunds, disputes, credit notes and charges say (§4.6 of the provider rules).</summary>
public class ReversalReaderTests
{
    [Theory]
    [InlineData("pending", ReversalState.Held)]
    [InlineData("requires_action", ReversalState.Held)]
    [InlineData("succeeded", ReversalState.Effective)]
    [InlineData("canceled", ReversalState.Released)]
    [InlineData("failed", ReversalState.Released)]
    [InlineData(null, ReversalState.Effective)]
    public void A_refund_is_what_its_status_says(string? status, ReversalState state)
    {
        var refund = Deliveries.Accepted<Reversal>(ReversalPayloads.Refund("refund.updated", 0, status, 1_234));

        Assert.Equal("stripe:live:self:refund:re_#", refund.Source);
        Assert.Equal("stripe:live:self:pi_#", refund.Target);
        Assert.Equal(["stripe:live:self:ch_#"], refund.Aliases);
        Assert.Equal((ReversalKind.Refund, state, "stripe"), (refund.Kind, refund.State, refund.Provider));
        Assert.Equal((new Money(1_234, "USD"), null), (refund.Gross, refund.Base));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Sample.Now.ToUnixTimeSeconds()), refund.AsOf);
    }

    [Theory]
    [InlineData("warning_needs_response", ReversalState.Held)]
    [InlineData("warning_under_review", ReversalState.Held)]
    [InlineData("needs_response", ReversalState.Held)]
    [InlineData("under_review", ReversalState.Held)]
    [InlineData("appeal_needs_response", ReversalState.Held)]
    [InlineData("appeal_under_review", ReversalState.Held)]
    [InlineData("lost", ReversalState.Effective)]
    [InlineData("won", ReversalState.Released)]
    [InlineData("warning_closed", ReversalState.Released)]
    [InlineData("prevented", ReversalState.Released)]
    public void A_dispute_is_what_its_status_says_whatever_the_message_is_about(string status, ReversalState state)
    {
        foreach (var type in new[] { "created", "updated", "funds_withdrawn", "funds_reinstated", "closed" })
        {
            var dispute = Deliveries.Accepted<Reversal>(
                ReversalPayloads.Dispute($"charge.dispute.{type}", 0, status, 1_234));

            Assert.Equal((ReversalKind.Dispute, state), (dispute.Kind, dispute.State));
            Assert.Equal("stripe:live:self:dispute:dp_#", dispute.Source);
        }
    }

    /// <summary>§4.9: in one second the later status stands.</summary>
    [Fact]
    public void Ranks_rise_as_refunds_and_disputes_go_on()
    {
        string[] refunds = ["pending", "requires_action", "succeeded", "canceled", "failed"];
        string[] disputes = ["warning_needs_response", "needs_response", "under_review", "appeal_needs_response", "lost", "won"];

        Assert.Equal([0, 1, 2, 3, 4], refunds.Select(status =>
            Deliveries.Accepted<Reversal>(ReversalPayloads.Refund("refund.updated", 0, status, 1)).Rank));
        Assert.Equal([0, 1, 2, 3, 4, 5], disputes.Select(status =>
            Deliveries.Accepted<Reversal>(ReversalPayloads.Dispute("charge.dispute.updated", 0, status, 1)).Rank));
    }

    [Fact]
    public void A_charges_total_comes_with_the_refunds_that_old_shapes_list()
    {
        var facts = Deliveries.Deliver(
            ReversalPayloads.Refunded(0, 300, (100, "succeeded"), (200, "failed"))).Facts.Cast<Reversal>().ToList();

        Assert.Equal(
            ["stripe:live:self:charge-cumulative:ch_#", "stripe:live:self:refund:re_#_0", "stripe:live:self:refund:re_#_1"],
            facts.Select(fact => fact.Source));
        Assert.Equal([ReversalKind.RefundTotal, ReversalKind.Refund, ReversalKind.Refund], facts.Select(fact => fact.Kind));
        Assert.Equal([300, 2, 4], facts.Select(fact => fact.Rank));
        Assert.All(facts, fact => Assert.Equal("stripe:live:self:pi_#", fact.Target));
    }

    [Fact]
    public void A_credit_note_counts_only_for_what_was_given_back_outside()
    {
        var note = Deliveries.Accepted<Reversal>(ReversalPayloads.CreditNote("credit_note.created", 0, "issued", 700));

        Assert.Equal((ReversalKind.Credit, new Money(700, "USD")), (note.Kind, note.Gross));
        Assert.Equal(("stripe:live:self:credit-note:cn_#", "stripe:live:self:in_#"), (note.Source, note.Target));
        Assert.Equal("nothing-out-of-band", Reason(ReversalPayloads.CreditNote("credit_note.created", 0, "issued", null)));
        Assert.Equal("nothing-out-of-band", Reason(ReversalPayloads.CreditNote("credit_note.created", 0, "issued", 0)));
        Assert.Equal("pre-payment", Reason(ReversalPayloads.CreditNote("credit_note.created", 0, "issued", 7, "pre_payment")));
    }

    [Theory]
    [InlineData("status='new'", WebhookVerdict.Quarantined, "unknown-status")]
    [InlineData("currency='zz'", WebhookVerdict.Quarantined, "bad-currency")]
    [InlineData("amount=1e2", WebhookVerdict.Quarantined, "bad-amount")]
    [InlineData("amount=-1", WebhookVerdict.Quarantined, "bad-amount")]
    [InlineData("charge= payment_intent=null", WebhookVerdict.Ignored, "no-payment")]
    [InlineData("id=7 charge=", WebhookVerdict.Rejected, "bad-envelope")]
    public void What_cannot_be_believed_has_a_name(string changes, WebhookVerdict verdict, string reason)
    {
        var reading = Deliveries.Deliver(
            Deliveries.Change(ReversalPayloads.Refund("refund.created", 0, "succeeded", 100), changes));

        Assert.Equal((verdict, reason), (reading.Verdict, reading.Reason));
    }

    /// <summary>Stripe carries krónur with two decimals; refunds are converted as payments are.</summary>
    [Fact]
    public void A_refund_is_in_the_units_of_its_payment()
    {
        var refund = Deliveries.Accepted<Reversal>(Deliveries.Change(
            ReversalPayloads.Refund("refund.created", 0, "succeeded", 12_300), "currency='isk'"));

        Assert.Equal(new Money(123, "ISK"), refund.Gross);
    }

    [Fact]
    public void Charges_intents_and_invoice_payments_say_which_names_belong_together()
    {
        var links = ReversalPayloads.All.Where((_, index) => index is 4 or > 5).Select(body => Deliveries.Accepted<PaymentLink>(body))
            .Select(link => string.Join(' ', link.Aliases.Prepend(link.Reference).Select(name => name!["stripe:live:self:".Length..])));

        Assert.Equal(["in_# pi_#", "pi_# ch_# in_#", "pi_# ch_#"], links);
    }

    [Fact]
    public void A_subscription_says_who_sent_the_customer_of_all_its_payments()
    {
        foreach (var type in new[] { "created", "updated", "deleted" })
        {
            var link = Deliveries.Accepted<PaymentLink>(
                ReversalPayloads.Subscription($"customer.subscription.{type}", 0, PaymentMetadata.For("user-7", program: "beta")));

            Assert.Equal(
                (null, "stripe:live:self:sub_#", "stripe:live:self:cus_#", "beta"),
                (link.Reference, link.SubscriptionReference, link.CustomerReference, link.Program));
            Assert.Equal(("user-7", null), (link.SubscriptionEvidence.CustomerKey, link.Evidence.CustomerKey));
            Assert.Equal(type == "deleted", link.SubscriptionEndedAt is not null);
        }
    }

    /// <summary>Mistake 17: the message was renamed in October 2024, and says the same.</summary>
    [Theory]
    [InlineData("refund.created")]
    [InlineData("refund.updated")]
    [InlineData("refund.failed")]
    [InlineData("charge.refund.updated")]
    public void Twins_of_a_refund_in_old_and_new_words_give_identical_facts(string type)
    {
        var expected = Deliveries.Accepted<Reversal>(ReversalPayloads.Refund("refund.updated", 0, "failed", 100));

        Assert.Equivalent(
            expected, Deliveries.Accepted<Reversal>(ReversalPayloads.Refund(type, 0, "failed", 100)), strict: true);
    }

    private static string? Reason(byte[] body) => Deliveries.Deliver(body).Reason;
}
