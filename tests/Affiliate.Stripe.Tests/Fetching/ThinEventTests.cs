using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>
/// Thin events and shortened invoices are looked up where there is a key, and taken as they are without (payment-providers
/// 3.3, 3.4).
/// </summary>
public sealed class ThinEventTests : IDisposable
{
    private static readonly byte[] Invoice =
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_1", Subscription = "sub_1", Metadata = PaymentMetadata.For("user-7") });

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly StripeServer _server;

    public ThinEventTests() => _server = new StripeServer(_time);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_thin_event_is_fetched_and_counts_like_its_snapshot_twin()
    {
        _server.Add(Invoice);
        using var host = await StartAsync(_server);

        Assert.Equal("Received", await host.DeliverAsync(Thin("v1.invoice.paid", "/v1/invoices/in_1")));
        await host.WorkAsync();
        Assert.Equal("Received", await host.DeliverAsync(Invoice));

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
        Assert.Equal(["Applied", "Applied"], await host.InboxAsync());
    }

    [Fact]
    public async Task Without_a_key_it_is_ignored_by_name_and_nothing_is_asked()
    {
        using var host = await StartAsync(server: null);

        Assert.Equal("Ignored", await host.DeliverAsync(Thin("v1.invoice.paid", "/v1/invoices/in_1")));

        Assert.Equal(["Ignored thin-event"], await host.InboxAsync());
        Assert.Equal(new StoryEnd(0, 0), await host.EndAsync());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task While_a_host_moves_from_snapshots_the_pair_is_one_event(bool hasKey, bool isThinFirst)
    {
        _server.Add(Invoice);
        using var host = await StartAsync(hasKey ? _server : null);
        var thin = Thin("v1.invoice.paid", "/v1/invoices/in_1", "evt_in_1");
        foreach (var body in isThinFirst ? new[] { thin, Invoice } : [Invoice, thin])
        {
            await host.DeliverAsync(body);
        }

        await host.WorkAsync();

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
        Assert.Equal(["Applied"], await host.InboxAsync());
    }

    [Fact]
    public async Task A_thin_refund_is_as_new_as_what_was_read()
    {
        _server.Add(Invoice);
        using var host = await StartAsync(_server);
        foreach (var body in new[] { Invoice, StripeHost.Fill(ReversalPayloads.InvoicePayment()) })
        {
            await host.DeliverAsync(body);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        _server.Add(StripeHost.Fill(ReversalPayloads.Refund("refund.updated", 1, "succeeded", 5_000)));
        await host.DeliverAsync(Thin("v1.refund.created", "/v1/refunds/re_1"));
        await host.WorkAsync();

        // Told late, and older than what was read.
        await host.DeliverAsync(StripeHost.Fill(ReversalPayloads.Refund("refund.created", 1, "pending", 5_000)));

        var end = await host.EndAsync();
        Assert.Equal((1, 0L), (end.Sales, end.Held));
        Assert.True(end.Reversed > 0);
    }

    [Theory]
    [InlineData("v2.core.account.updated", "/v2/core/accounts/acct_1", "Ignored")]
    [InlineData("v1.payout.paid", "/v1/payouts/po_1", "Ignored")]
    [InlineData("v1.invoice.paid", "/v1/invoices/gone", "Ignored")]
    [InlineData("v1.invoice.paid", "https://example.com/v1/invoices/in_1", "Ignored")]
    [InlineData("v1.invoice.paid", "/v1/../../x", "Ignored")]
    [InlineData("v1.invoice.paid", "//example.com/v1/invoices/in_1", "Ignored")]
    public async Task What_cannot_be_used_is_ignored_by_name(string type, string path, string state)
    {
        using var host = await StartAsync(_server);

        await host.DeliverAsync(Thin(type, path));
        await host.WorkAsync();

        Assert.Equal([$"{state} thin-event"], await host.InboxAsync());
        Assert.All(_server.Http.Calls, call => Assert.Equal("/v1/invoices/gone", call.Path));
    }

    [Fact]
    public async Task A_thin_event_waits_while_stripe_is_away()
    {
        _server.Add(Invoice);
        using var host = await StartAsync(_server);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _server.Http.Faults.Enqueue(new ProviderFault(500));
        }

        await host.DeliverAsync(Thin("v1.invoice.paid", "/v1/invoices/in_1"));
        await _time.PassAsync(host.WorkAsync());
        Assert.Equal(["Received thin-event"], await host.InboxAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        await host.WorkAsync();

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    [Fact]
    public async Task The_lines_after_the_tenth_are_looked_up_before_the_rate_is_chosen()
    {
        _server.Instead = (path, query) => path != "/v1/invoices/in_1/lines" ? null : query["starting_after"] is null
            ? """{"data":[{"id":"il_1","pricing":{"price_details":{"product":"prod_9"}}}],"has_more":true}"""
            : """{"data":[{"id":"il_2","pricing":{"price_details":{"product":"prod_9"}}}],"has_more":false}""";
        using var host = await StartAsync(_server);

        await host.DeliverAsync(Deliveries.Change(Invoice, "lines.has_more=true"));
        Assert.Equal(["Received lines"], await host.InboxAsync());
        await host.WorkAsync();

        Assert.Equal("prod_9", (await SaleAsync(host)).ProductId);
        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    [Fact]
    public async Task An_invoice_does_not_wait_for_ever_for_its_lines()
    {
        _server.Instead = (path, _) => path == "/v1/invoices/in_1/lines" ? "nonsense" : null;
        using var host = await StartAsync(_server);

        await host.DeliverAsync(Deliveries.Change(Invoice, "lines.has_more=true"));
        for (var i = 0; i < 6; i++)
        {
            await host.WorkAsync();
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Null((await SaleAsync(host)).ProductId);
        Assert.Equal(["Applied"], await host.InboxAsync());
        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    [Fact]
    public async Task The_promotion_code_behind_a_discount_is_looked_up()
    {
        using var host = await StartAsync(_server);
        await host.AddCouponAsync("ALPHA20");
        await host.DeliverAsync(StripePayloads.Event("promotion_code.created", "evt_p", Sample.Now, true, null, new
        {
            id = "promo_1",
            @object = "promotion_code",
            code = "ALPHA20",
            active = true,
        }));
        _server.AddObject(JsonNode.Parse("""{"id":"in_2","object":"invoice","discounts":[{"id":"di_1","promotion_code":"promo_1"}]}""")!.AsObject(), 1);

        await host.DeliverAsync(Deliveries.With(
            StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_2", Customer = "cus_2" }), "discounts", """["di_1"]"""));
        await host.WorkAsync();

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    private static byte[] Thin(string type, string path, string? snapshot = null) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = "evt_thin",
        ["object"] = "v2.core.event",
        ["type"] = type,
        ["livemode"] = true,
        ["created"] = Sample.Now.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["related_object"] = new JsonObject { ["id"] = "x", ["type"] = "y", ["url"] = path },
        ["snapshot_event"] = snapshot,
    }.ToJsonString());

    private async Task<FetchHost> StartAsync(StripeServer? server)
    {
        var host = StripeHost.Start(_time, server);
        await host.ReferAsync();
        return host;
    }

    private static async Task<Sale> SaleAsync(FetchHost host)
    {
        await foreach (var sale in host.Store.ReadAsync(Query<Sale>.All, default))
        {
            return sale;
        }

        throw new InvalidOperationException("There is no sale.");
    }
}
