namespace Affiliate.Stripe.Tests;

/// <summary>Which modes and accounts an endpoint takes, and that each is a world of its own.</summary>
public class StripeScopeTests
{
    private static readonly byte[] Paid = StripePayloads.InvoicePaid(new StripeInvoice());

    [Theory]
    [InlineData(StripeMode.Live, true, true)]
    [InlineData(StripeMode.Live, false, false)]
    [InlineData(StripeMode.Test, true, false)]
    [InlineData(StripeMode.Test, false, true)]
    public void Events_of_the_other_mode_leave_no_trace(StripeMode mode, bool isLive, bool isTaken)
    {
        var reading = Deliveries.Deliver(
            StripePayloads.InvoicePaid(new StripeInvoice { IsLive = isLive }), options => options.Mode = mode);

        Assert.Equal(isTaken ? (WebhookVerdict.Accepted, null) : (WebhookVerdict.Ignored, "mode"), Outcome(reading));
        Assert.Equal(isTaken, reading.Message is not null);
        Assert.All(reading.Facts, fact => Assert.Equal(!isLive, fact.IsTest));
    }

    [Fact]
    public void Test_mode_booked_as_live_is_no_test_but_keeps_names_of_its_own()
    {
        var live = Deliveries.Accepted<Payment>(Paid, options => options.BookTestModeAsLive = true);
        var test = Deliveries.Accepted<Payment>(
            StripePayloads.InvoicePaid(new StripeInvoice { IsLive = false }), options => options.BookTestModeAsLive = true);

        Assert.Equal(("stripe:live:self:in_1", false), (live.Source, live.IsTest));
        Assert.Equal(("stripe:test:self:in_1", false), (test.Source, test.IsTest));
    }

    [Theory]
    [InlineData(StripeAccounts.Own, null, true)]
    [InlineData(StripeAccounts.Own, "acct_a", false)]
    [InlineData(StripeAccounts.Listed, null, true)]
    [InlineData(StripeAccounts.Listed, "acct_a", true)]
    [InlineData(StripeAccounts.Listed, "acct_b", false)]
    [InlineData(StripeAccounts.Any, "acct_b", true)]
    public void Events_of_accounts_not_accepted_leave_no_trace(StripeAccounts accepted, string? account, bool isTaken)
    {
        var reading = Deliveries.Deliver(StripePayloads.InvoicePaid(new StripeInvoice { Account = account }), options =>
        {
            options.AcceptedAccounts = accepted;
            options.ListedAccounts.Add("acct_a");
        });

        Assert.Equal(isTaken ? (WebhookVerdict.Accepted, null) : (WebhookVerdict.Ignored, "account"), Outcome(reading));
        Assert.Equal(isTaken ? $"live:{account ?? "self"}" : null, reading.Message?.Scope);
    }

    /// <summary>
    /// Mistake 8: one account's invoice is never another's, also when each tenant has an endpoint of its own.
    /// </summary>
    [Fact]
    public void The_account_is_part_of_every_name()
    {
        void Configure(StripeOptions options)
        {
            options.AcceptedAccounts = StripeAccounts.Any;
            options.Endpoints["tenant"] = new StripeEndpoint
            {
                SigningSecret = StripeSigner.Secret,
                Account = "acct_tenant",
                AcceptedAccounts = StripeAccounts.Own,
            };
        }

        var connected = Deliveries.Accepted<Payment>(
            StripePayloads.InvoicePaid(new StripeInvoice { Account = "acct_connected" }), Configure);
        var tenant = Deliveries.Deliver(Paid, Configure, "tenant");
        var itself = Deliveries.Deliver(
            StripePayloads.InvoicePaid(new StripeInvoice { Account = "acct_tenant" }), Configure, "tenant");

        Assert.Equal("stripe:live:acct_connected:in_1", connected.Source);
        Assert.Equal("stripe:live:acct_connected:cus_1", connected.CustomerReference);
        Assert.Equal("live:acct_tenant", tenant.Message!.Scope);
        Assert.Equal("stripe:live:acct_tenant:in_1", Assert.IsType<Payment>(Assert.Single(tenant.Facts)).Source);
        Assert.Equal(Assert.IsType<Payment>(tenant.Facts[0]).Source, Assert.IsType<Payment>(itself.Facts[0]).Source);
    }

    private static (WebhookVerdict Verdict, string? Reason) Outcome(WebhookReading reading) =>
        (reading.Verdict, reading.Reason);
}
