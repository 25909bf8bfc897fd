namespace Affiliate.Stripe.Tests;

/// <summary>payment-providers §6: a transfer that Stripe reversed is a payout that came back.</summary>
public class TransferReaderTests
{
    private static readonly PayoutId Payout = new(new Guid("0197f3a4-c2d1-7bd0-8a6c-0d5e4f3a2b1c"));

    [Fact]
    public void A_reversed_transfer_returns_its_payout()
    {
        var reading = Deliveries.Deliver(Event("true", Payout.ToString()));

        var back = Assert.IsType<PayoutReturn>(Assert.Single(reading.Facts));
        Assert.Equal((Payout, "tr_1", "transfer_reversed"), (back.Payout, back.Reference, back.Reason));
    }

    [Theory]
    [InlineData("false", "pay_0197f3a4c2d17bd08a6c0d5e4f3a2b1c", WebhookVerdict.Quarantined, "transfer-partly-reversed")]
    [InlineData("true", "somebody else's", WebhookVerdict.Ignored, "no-payout")]
    public void A_part_of_a_transfer_is_for_a_person_and_others_transfers_are_passed_over(
        string isReversed, string payout, WebhookVerdict verdict, string reason)
    {
        var reading = Deliveries.Deliver(Event(isReversed, payout));

        Assert.Equal((verdict, reason), (reading.Verdict, reading.Reason));
    }

    private static string Event(string isReversed, string payout) =>
        $$$"""
        {"id":"evt_1","object":"event","type":"transfer.reversed","created":1773480420,"livemode":true,"data":{"object":
        {"id":"tr_1","object":"transfer","amount":6000,"amount_reversed":3000,"currency":"usd","destination":"acct_1","reversed":{{{isReversed}}},
        "metadata":{"affiliate_payout":"{{{payout}}}"} } } }
        """;
}
