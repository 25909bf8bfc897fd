namespace Affiliate.Stripe.Tests;

/// <summary>What a host writes on Stripe's objects (AF-02: one name everywhere).</summary>
public class AffiliateStripeMetadataTests
{
    private static readonly ClickId Click = Sample.Id<ClickId>();

    [Fact]
    public void What_is_known_is_written_and_nothing_else()
    {
        Assert.Empty(AffiliateStripeMetadata.For());
        Assert.Empty(AffiliateStripeMetadata.For(visit: new Visit()));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["affiliate_click"] = Click.ToString(),
                ["affiliate_customer"] = "user-7",
                ["affiliate_program"] = "beta",
            },
            AffiliateStripeMetadata.For("user-7", new Visit { ClickId = Click }, "beta"));
    }

    [Fact]
    public void A_guest_who_is_known_as_a_visitor_alone_is_written_and_read()
    {
        var visitor = Guid.CreateVersion7(Sample.Now);
        var entries = AffiliateStripeMetadata.For(visit: new Visit { VisitorId = visitor });

        Assert.Equal(["affiliate_visitor"], entries.Keys);
        Assert.Equal(visitor, Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(new StripeInvoice { Metadata = entries })).Evidence.Visitor);
    }

    [Fact]
    public void The_longest_entries_are_within_Stripes_limits()
    {
        var entries = AffiliateStripeMetadata.For(
            new string('k', CustomerKey.MaxLength), new Visit { ClickId = Click }, new string('p', 64));

        Assert.All(entries, entry => Assert.True(entry.Key.Length <= 40 && entry.Value.Length <= 500));
        Assert.All(entries.Keys, key => Assert.DoesNotContain(key, c => c is '[' or ']'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("é")]
    public void A_program_that_could_not_be_read_back_is_refused(string program) =>
        Assert.Throws<ArgumentException>(() => AffiliateStripeMetadata.For(program: program));

    [Fact]
    public void What_is_written_on_a_subscription_is_read_on_its_invoices()
    {
        var payment = Deliveries.Accepted<Payment>(StripePayloads.InvoicePaid(new StripeInvoice
        {
            SubscriptionMetadata = AffiliateStripeMetadata.For("user-7", new Visit { ClickId = Click }, "beta"),
        }));

        Assert.Equal(
            new PaymentEvidence { Click = Click.ToString(), CustomerKey = "user-7" }, payment.SubscriptionEvidence);
        Assert.Equal("beta", payment.Program);
    }
}
