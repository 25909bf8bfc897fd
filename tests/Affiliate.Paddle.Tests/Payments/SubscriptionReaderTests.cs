namespace Affiliate.Paddle.Tests;

/// <summary>Subscriptions say what belongs together, and never that somebody paid.</summary>
public class SubscriptionReaderTests
{
    [Fact]
    public void A_new_subscription_links_its_transaction_and_customer()
    {
        var link = Deliveries.Accepted<PaymentLink>(PaddlePayloads.Subscription(
            "subscription.created", transaction: "txn_1", customData: PaymentMetadata.For("user-7", program: "beta")));

        Assert.Equal("paddle:default:txn_1", link.Reference);
        Assert.Equal("paddle:default:sub_1", link.SubscriptionReference);
        Assert.Equal("paddle:default:ctm_1", link.CustomerReference);
        Assert.Equal(new PaymentEvidence { CustomerKey = "user-7" }, link.SubscriptionEvidence);
        Assert.Equal((PaymentEvidence.None, "beta"), (link.Evidence, link.Program));
    }

    [Theory]
    [InlineData("subscription.activated")]
    [InlineData("subscription.trialing")]
    [InlineData("subscription.updated")]
    [InlineData("subscription.past_due")]
    [InlineData("subscription.paused")]
    [InlineData("subscription.resumed")]
    [InlineData("subscription.imported")]
    public void Later_ones_are_about_no_purchase_in_particular(string type)
    {
        var link = Deliveries.Accepted<PaymentLink>(PaddlePayloads.Subscription(type));

        Assert.Null(link.Reference);
        Assert.Equal("paddle:default:sub_1", link.SubscriptionReference);
    }

    [Fact]
    public void AH_21_a_canceled_one_asks_for_a_review_unless_told_otherwise()
    {
        var canceled = PaddlePayloads.Subscription("subscription.canceled");

        var alert = Deliveries.Accepted<PaymentAlert>(canceled);

        Assert.Equal(
            ("subscription_canceled", "paddle:default:sub_1", (DateTimeOffset?)Sample.Now.AddTicks(-(Sample.Now.Ticks % 10))),
            (alert.Reason, alert.SubscriptionReference, alert.ReviewUntil));
        var link = Deliveries.Accepted<PaymentLink>(canceled, options => options.ReviewCanceledSubscriptions = false);
        Assert.Equal((alert.ReviewUntil, alert.ReviewUntil), (alert.SubscriptionEndedAt, link.SubscriptionEndedAt));
        Assert.Null(Deliveries.Accepted<PaymentLink>(PaddlePayloads.Subscription("subscription.resumed")).SubscriptionEndedAt);
    }
}
