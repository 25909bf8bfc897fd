namespace Affiliate.Paddle.Tests;

/// <summary>What adjustments say (§5.5 of the provider rules).</summary>
public class AdjustmentReaderTests
{
    [Theory]
    [InlineData("refund", ReversalKind.Refund, "Held Effective Released Released")]
    [InlineData("chargeback", ReversalKind.Dispute, "Held Effective Released Effective")]
    [InlineData("chargeback_reverse", ReversalKind.DisputeReturned, "Released Effective Released Released")]
    [InlineData("chargeback_warning", ReversalKind.Dispute, "Held Held Released Released")]
    [InlineData("chargeback_warning_reverse", ReversalKind.DisputeReturned, "Released Held Released Released")]
    public void The_action_says_what_it_is_and_the_status_whether_it_counts(string action, ReversalKind kind, string states)
    {
        string[] statuses = ["pending_approval", "approved", "rejected", "reversed"];

        var reversals = statuses.Select(status => Assert.IsType<Reversal>(Deliveries.Deliver(
            PaddlePayloads.Adjustment(new PaddleAdjustment { Action = action, Status = status, Tax = 50 })).Facts[0])).ToList();

        Assert.All(reversals, reversal => Assert.Equal(
            ("paddle:default:adj_1", "paddle:default:txn_1", "paddle", kind),
            (reversal.Source, reversal.Target, reversal.Provider, reversal.Kind)));
        Assert.Equal(states, string.Join(' ', reversals.Select(reversal => reversal.State)));
        Assert.Equal([0, 1, 2, 3], reversals.Select(reversal => reversal.Rank));
        Assert.All(reversals, reversal => Assert.Equal(
            (new Money(4_950, "USD"), new Money(5_000, "USD"), Sample.Now), (reversal.Base, reversal.Gross, reversal.AsOf)));
    }

    [Fact]
    public void A_chargeback_that_turned_reversed_waits_a_day_for_the_adjustment_that_gives_it_again()
    {
        var facts = Deliveries.Deliver(PaddlePayloads.Adjustment(
            new PaddleAdjustment { Action = "chargeback", Status = "reversed", Tax = 50 })).Facts;

        var lapsed = Assert.IsType<Reversal>(facts[1]);
        Assert.Equal(
            (ReversalKind.DisputeLapsed, TimeSpan.FromHours(24), new Money(5_000, "USD")),
            (lapsed.Kind, lapsed.CandidateDelay, lapsed.Gross));
        Assert.NotEqual(((Reversal)facts[0]).Source, lapsed.Source);
        Assert.Equal(TimeSpan.Zero, ((Reversal)facts[0]).CandidateDelay);
    }

    [Fact]
    public void A_full_refund_is_everything_whatever_its_totals_are()
    {
        var refund = Deliveries.Accepted<Reversal>(
            PaddlePayloads.Adjustment(new PaddleAdjustment { Type = "full", Status = "approved" }));

        Assert.Equal((null, null), (refund.Base, refund.Gross));
    }

    [Fact]
    public void A_minus_does_not_turn_a_reverse_around()
    {
        var body = PaddlePayloads.Adjustment(
            new PaddleAdjustment { Action = "chargeback_reverse", Status = "approved", Subtotal = -4_950, Tax = -50 });

        var reversal = Deliveries.Accepted<Reversal>(body);

        Assert.Equal((4_950, 5_000), (reversal.Base!.Value.MinorUnits, reversal.Gross!.Value.MinorUnits));
    }

    [Fact]
    public void A_refund_of_tax_alone_takes_no_base()
    {
        var refund = Deliveries.Accepted<Reversal>(
            PaddlePayloads.Adjustment(new PaddleAdjustment { Subtotal = 0, Tax = 700, Status = "approved" }));

        Assert.Equal(new Money(0, "USD"), refund.Base);
    }

    [Fact]
    public void The_base_is_what_the_options_say()
    {
        var body = PaddlePayloads.Adjustment(new PaddleAdjustment { Status = "approved", Tax = 50 });
        var payoutTotals = Deliveries.With(body, "payout_totals.subtotal='100' payout_totals.currency_code='EUR'");

        Assert.Equal(
            new Money(4_945, "USD"),
            Deliveries.Accepted<Reversal>(body, options => options.Basis = PaddleBasis.Earnings).Base);
        Assert.Equal(
            new Money(100, "EUR"),
            Deliveries.Accepted<Reversal>(payoutTotals, options => options.SettleInPayoutCurrency = true).Base);
    }

    [Theory]
    [InlineData("action='credit'", WebhookVerdict.Ignored, "credit")]
    [InlineData("action='credit_reverse'", WebhookVerdict.Ignored, "credit")]
    [InlineData("action='gift'", WebhookVerdict.Quarantined, "unknown-action")]
    [InlineData("status='new'", WebhookVerdict.Quarantined, "unknown-status")]
    [InlineData("totals.subtotal='1.5'", WebhookVerdict.Quarantined, "bad-amount")]
    [InlineData("totals.total=100", WebhookVerdict.Quarantined, "bad-amount")]
    [InlineData("totals.currency_code='ZZ'", WebhookVerdict.Quarantined, "bad-currency")]
    [InlineData("totals= status='approved' currency_code='USD'", WebhookVerdict.Quarantined, "bad-amount")]
    [InlineData("transaction_id=null", WebhookVerdict.Rejected, "bad-envelope")]
    public void What_has_no_effect_has_a_name(string changes, WebhookVerdict verdict, string reason)
    {
        var reading = Deliveries.Deliver(
            Deliveries.With(PaddlePayloads.Adjustment(new PaddleAdjustment()), changes));

        Assert.Equal((verdict, reason), (reading.Verdict, reading.Reason));
    }
}
