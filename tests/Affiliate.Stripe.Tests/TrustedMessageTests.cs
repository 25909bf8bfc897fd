using System.Text;

namespace Affiliate.Stripe.Tests;

/// <summary>Events that come by a queue the host trusts (payment-providers 3.3), and changes that are told twice (2.1).</summary>
public sealed class TrustedMessageTests
{
    private static readonly byte[] Invoice =
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_1", Subscription = "sub_1", Metadata = PaymentMetadata.For("user-7") });

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));

    [Theory]
    [InlineData("$")]
    [InlineData("""{"version":"0","id":"x","detail-type":"invoice.paid","source":"aws.partner/stripe.com/ed_1","account":"1","detail":$}""")]
    [InlineData("""{"specversion":"1.0","id":"x","source":"/stripe","type":"invoice.paid","time":"2026-03-14T09:26:53Z","data":$}""")]
    public async Task An_event_counts_once_by_whatever_way_it_comes(string envelope)
    {
        using var host = StripeHost.Start(_time, server: null);
        await host.ReferAsync();
        var message = Encoding.UTF8.GetBytes(envelope.Replace("$", Encoding.UTF8.GetString(Invoice), StringComparison.Ordinal));

        Assert.Equal(WebhookVerdict.Accepted, await host.Get<TrustedMessages>().TakeAsync("stripe", message));
        Assert.Equal(WebhookVerdict.Accepted, await host.Get<TrustedMessages>().TakeAsync("stripe", message));
        Assert.Equal("Duplicate", await host.DeliverAsync(Invoice));

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
        Assert.Equal(["Applied"], await host.InboxAsync());
    }

    [Theory]
    [InlineData("", WebhookVerdict.Rejected)]
    [InlineData("nonsense", WebhookVerdict.Rejected)]
    [InlineData("""{"detail":{}}""", WebhookVerdict.Rejected)]
    [InlineData("""{"detail":"x","specversion":"1.0","data":[]}""", WebhookVerdict.Rejected)]
    [InlineData("""{"id":"evt_1","object":"event","type":"invoice.paid","created":1773480413,"livemode":false,"data":{"object":{}}}""", WebhookVerdict.Ignored)]
    public async Task What_is_no_event_of_ours_is_not_kept(string message, WebhookVerdict verdict)
    {
        using var host = StripeHost.Start(_time, server: null);

        Assert.Equal(verdict, await host.Get<TrustedMessages>().TakeAsync("stripe", Encoding.UTF8.GetBytes(message)));

        Assert.Empty(await host.InboxAsync());
    }

    [Fact]
    public async Task An_unknown_provider_or_endpoint_is_told()
    {
        using var host = StripeHost.Start(_time, server: null);
        var messages = host.Get<TrustedMessages>();

        await Assert.ThrowsAsync<ArgumentException>(() => messages.TakeAsync("nobody", Invoice));
        Assert.Equal(WebhookVerdict.NotConfigured, await messages.TakeAsync("stripe", Invoice, "nowhere"));
    }

    /// <summary>Over HTTP an envelope proves nothing: what is signed must be the event.</summary>
    [Fact]
    public async Task An_envelope_is_refused_over_http()
    {
        using var host = StripeHost.Start(_time, server: null);

        Assert.Equal("Rejected", await host.DeliverAsync(Encoding.UTF8.GetBytes($$"""{"detail":{{Encoding.UTF8.GetString(Invoice)}}}""")));
    }

    [Fact]
    public async Task The_same_change_under_another_event_id_is_kept_without_effect()
    {
        using var host = StripeHost.Start(_time, server: null);
        await host.ReferAsync();
        await host.DeliverAsync(Invoice);
        byte[] Voided(string id, int second) => StripePayloads.Event(
            "invoice.voided", id, Sample.Now.AddSeconds(second), isLive: true, account: null, new { id = "in_1", @object = "invoice" });

        Assert.Equal("Received", await host.DeliverAsync(Voided("evt_a", 1)));
        Assert.Equal("Ignored", await host.DeliverAsync(Voided("evt_b", 1)));
        Assert.Equal("Received", await host.DeliverAsync(Voided("evt_c", 2)));

        Assert.Equal(["Applied", "Applied", "Applied", "Ignored repeated"], (await host.InboxAsync()).Order());
        Assert.Equal(2, await host.CountEventsAsync("sale.flagged"));
        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    [Fact]
    public async Task The_same_change_under_many_event_ids_at_once_counts_once()
    {
        using var host = StripeHost.Start(_time, server: null);
        await host.ReferAsync();
        await host.DeliverAsync(Invoice);
        var voided = Enumerable.Range(0, 16).Select(number => StripePayloads.Event(
            "invoice.voided", $"evt_{number}", Sample.Now.AddSeconds(1), isLive: true, account: null, new { id = "in_1", @object = "invoice" })).ToList();

        using var start = new Barrier(voided.Count);
        var answers = await Task.WhenAll(voided.Select(message => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return host.DeliverAsync(message);
            },
            TaskCreationOptions.LongRunning).Unwrap()));

        Assert.Equal(1, await host.CountEventsAsync("sale.flagged"));
        Assert.Single(answers, "Received");
        Assert.Equal(15, answers.Count(answer => answer == "Ignored"));
    }
}
