namespace Affiliate.Stripe.Tests;

/// <summary>What waits for its other half is looked for at Stripe, so that it need not wait for a person (payment-providers 4.9).</summary>
public sealed class PaymentLookupTests : IDisposable
{
    private static readonly byte[] Invoice =
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_1", Customer = "cus_1", Metadata = PaymentMetadata.For("user-7") });

    private static readonly byte[] InvoicePayment = StripeHost.Fill(ReversalPayloads.InvoicePayment());

    private static readonly byte[] Refund = StripeHost.Fill(ReversalPayloads.Refund("refund.created", 1, "succeeded", 4_950));

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly StripeServer _server;

    public PaymentLookupTests() => _server = new StripeServer(_time);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_refund_whose_link_was_never_told_finds_its_payment()
    {
        _server.Add(Invoice);
        _server.Add(InvoicePayment);
        using var host = await StartAsync(_server);
        await host.DeliverAsync(Invoice);
        await host.DeliverAsync(Refund);
        Assert.Equal(1_980, (await host.EndAsync()).Earned);

        await host.LookUpAsync();
        Assert.Empty(_server.Http.Calls);
        _time.Advance(TimeSpan.FromMinutes(11));
        await host.LookUpAsync();

        Assert.Equal(new StoryEnd(1, 990, 4_950), await host.EndAsync());
    }

    [Fact]
    public async Task A_refund_whose_sale_was_never_told_brings_it()
    {
        _server.Add(StripePayloads.CheckoutSessionCompleted(new StripeSession { Id = "cs_1", PaymentIntent = "pi_1", Metadata = PaymentMetadata.For("user-7") }));
        using var host = await StartAsync(_server);
        await host.DeliverAsync(Refund);
        _time.Advance(TimeSpan.FromMinutes(11));

        await host.LookUpAsync();

        Assert.Equal(new StoryEnd(1, 990, 4_950), await host.EndAsync());
    }

    [Fact]
    public async Task A_sale_that_waits_for_a_coupon_learns_whose_it_is()
    {
        _server.AddObject(System.Text.Json.Nodes.JsonNode.Parse("""{"id":"promo_1","object":"promotion_code","code":"ALPHA20","active":true}""")!.AsObject(), 1);
        using var host = await StartAsync(_server);
        await host.AddCouponAsync("ALPHA20");
        await host.DeliverAsync(Deliveries.With(
            StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_2", Customer = "cus_2" }), "discounts", """[{"id":"di_1","promotion_code":"promo_1"}]"""));
        Assert.Equal(0, (await host.EndAsync()).Earned);
        _time.Advance(TimeSpan.FromMinutes(11));

        await host.LookUpAsync();
        await host.WorkAsync();

        Assert.Equal(1_980, (await host.EndAsync()).Earned);
    }

    [Fact]
    public async Task While_stripe_is_away_the_next_hour_tries_again()
    {
        _server.Add(Invoice);
        _server.Add(InvoicePayment);
        using var host = await StartAsync(_server);
        await host.DeliverAsync(Invoice);
        await host.DeliverAsync(Refund);
        _time.Advance(TimeSpan.FromMinutes(11));
        _server.Http.Faults.Enqueue(new ProviderFault(401));

        var first = await host.LookUpAsync();
        await host.LookUpAsync();

        Assert.Equal(_time.GetUtcNow().AddHours(1), first);
        Assert.Equal(990, (await host.EndAsync()).Earned);
    }

    private async Task<FetchHost> StartAsync(StripeServer? server)
    {
        var host = StripeHost.Start(_time, server);
        await host.ReferAsync();
        return host;
    }
}
