using Affiliate.TestSupport;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>What is remembered of deliveries: how wrong a clock is (payment-providers §8).</summary>
public sealed class DeliveryWatchTests
{
    private static readonly IntakeAnswer Stale = new(IntakeResult.Rejected, WebhookReason.SignatureStale);

    [Fact]
    public void The_skew_of_genuine_messages_that_were_refused_is_known_for_an_hour()
    {
        var time = new FakeTimeProvider();
        var watch = new DeliveryWatch(time);
        Assert.Null(watch.Skew);

        watch.Note("stripe", Stale, null, time.Now.AddMinutes(-7));
        Assert.Equal(TimeSpan.FromMinutes(-7), watch.Skew);
        time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(watch.Skew);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(watch.Skew);
    }

    [Fact]
    public void Nothing_else_says_that_a_clock_is_wrong()
    {
        var time = new FakeTimeProvider();
        var watch = new DeliveryWatch(time);

        watch.Note("stripe", Stale with { Reason = WebhookReason.SignatureMismatch }, null, time.Now.AddYears(-1));
        watch.Note("stripe", new IntakeAnswer(IntakeResult.Received), "invoice.paid", time.Now);
        watch.Note("stripe", Stale, null, signedAt: null);

        Assert.Null(watch.Skew);
    }
}
