using System.Collections.Concurrent;
using System.Text;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>Messages of a provider written for the tests: the body names a prepared reading.</summary>
public sealed class PaymentIntakeTests
{
    private static readonly PaymentEvidence ByCustomer = new() { CustomerKey = "user-1" };

    private static readonly Payment Invoice = new()
    {
        Source = "hand:in_1",
        Provider = "hand",
        Amount = new Money(9_900, "USD"),
        Kind = SaleKind.SubscriptionFirst,
        SubscriptionReference = "hand:sub_1",
        CustomerReference = "hand:cus_1",
        Aliases = ["hand:pi_1"],
    };

    private static readonly PaymentLink Session = new()
    {
        Reference = "hand:cs_1",
        Aliases = ["hand:in_1"],
        SubscriptionReference = "hand:sub_1",
        CustomerReference = "hand:cus_1",
        Evidence = ByCustomer,
    };

    private static readonly PaymentLink Intent = new() { Reference = "hand:pi_1", Aliases = ["hand:ch_1"] };

    [Fact]
    public async Task I7_every_order_and_repeat_of_one_purchase_gives_one_attributed_sale()
    {
        PaymentFact[] facts = [Invoice, Session, Intent, Session with { Reference = "hand:cs_1" }];
        foreach (var order in Permutations(facts.Length))
        {
            await using var harness = await StartAsync();
            await SaleTests.ReferredAsync(harness, "user-1");

            foreach (var index in order.Concat(order))
            {
                await ReceiveAsync(harness, WebhookVerdict.Accepted, facts[index]);
            }

            var sale = Assert.Single(await harness.ListAsync<Sale>());
            Assert.Equal(1_980, Assert.Single(await harness.ListAsync<Commission>()).AmountMinorUnits);
            Assert.Null(sale.Reason);
            Assert.All(
                (await harness.ListAsync<PaymentReference>()).Where(r => r.SaleId is not null),
                reference => Assert.Equal(sale.Id, reference.SaleId));
            await harness.VerifyLedgerAsync();
        }
    }

    /// <summary>§2.1: bodies are deleted in time, keys are for ever.</summary>
    [Fact]
    public async Task A_message_without_its_body_is_still_a_duplicate()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        var told = Invoice with { Evidence = ByCustomer };
        await ReceiveAsync(harness, WebhookVerdict.Accepted, told, eventId: "evt_1");
        await harness.SaveAsync(Assert.Single(await harness.ListAsync<InboxEntry>()) with { Body = null });

        await ReceiveAsync(harness, WebhookVerdict.Accepted, told, eventId: "evt_1");

        Assert.Null(Assert.Single(await harness.ListAsync<InboxEntry>()).Body);
        Assert.Single(await harness.ListAsync<Commission>());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_renewal_without_evidence_follows_the_subscription()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Session);
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice);

        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice with
        {
            Source = "hand:in_2",
            Aliases = [],
            Kind = SaleKind.Renewal,
            CustomerReference = null,
        });

        Assert.Equal(2, (await harness.ListAsync<Commission>()).Count);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_link_about_a_subscription_alone_credits_its_payments_and_joins_none()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice);
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice with { Source = "hand:in_2", Aliases = [] });
        Assert.Empty(await harness.ListAsync<Commission>());

        await ReceiveAsync(harness, WebhookVerdict.Accepted, new PaymentLink
        {
            Reference = null,
            SubscriptionReference = "hand:sub_1",
            SubscriptionEvidence = ByCustomer,
        });

        Assert.Equal(2, (await harness.ListAsync<Sale>()).Count(sale => sale.Reason is null));
        Assert.Equal(2, (await harness.ListAsync<Commission>()).Count);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Evidence_after_the_grace_of_72_hours_changes_nothing()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice);

        harness.Time.Advance(TimeSpan.FromHours(72) + TimeSpan.FromMilliseconds(1));
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Session);

        Assert.Equal("unattributed", Assert.Single(await harness.ListAsync<Sale>()).Reason);
    }

    [Fact]
    public async Task I17_a_link_that_names_no_program_credits_by_the_terms_of_the_sales_own()
    {
        await using var harness = await TrackerHarness.StartAsync(affiliate => affiliate
            .AddPaymentWebhook<HandWebhook>()
            .AddProgram("default", _ => { })
            .AddProgram("second", options => options.DefaultCommission = new Rate(5_000)));
        var partner = await harness.Tracker.EnrollAsync(new NewPartner
        {
            Program = "second",
            Email = "second@example.com",
            Slug = "second",
            Status = PartnerStatus.Active,
        });
        var click = await harness.ClickAsync(partner);
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice with { Program = "second" });

        await ReceiveAsync(
            harness, WebhookVerdict.Accepted, Session with { Evidence = new PaymentEvidence { Click = click.ToString() } });

        Assert.Equal(4_950, Assert.Single(await harness.ListAsync<Commission>()).AmountMinorUnits);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Two_sales_that_turn_out_to_be_one_purchase_leave_one_commission()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        var byIntent = Invoice with { Source = "hand:pi_1", Aliases = [], SubscriptionReference = null, Evidence = ByCustomer };
        await ReceiveAsync(harness, WebhookVerdict.Accepted, byIntent);
        await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice with { Aliases = [] });
        Assert.Equal(2, (await harness.ListAsync<Commission>()).Count);

        var joined = new PaymentLink { Reference = "hand:in_1", Aliases = ["hand:pi_1"] };
        await ReceiveAsync(harness, WebhookVerdict.Accepted, joined);
        await ReceiveAsync(harness, WebhookVerdict.Accepted, joined);

        Assert.Equal(1_980, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        var counted = Assert.Single(await harness.ListAsync<Sale>(), s => s.Reason is null);
        Assert.Equal("hand:in_1", counted.TransactionId);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task The_same_message_again_is_a_duplicate_and_has_no_effect()
    {
        await using var harness = await StartAsync();

        var first = await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice, eventId: "evt_1");
        var again = await ReceiveAsync(harness, WebhookVerdict.Accepted, Invoice, eventId: "evt_1");

        Assert.Equal((IntakeResult.Received, IntakeResult.Duplicate), (first.Result, again.Result));
        Assert.Single(await harness.ListAsync<InboxEntry>());
        Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "webhook.hand")));
    }

    [Theory]
    [InlineData(WebhookVerdict.Rejected, IntakeResult.Rejected, false)]
    [InlineData(WebhookVerdict.NotConfigured, IntakeResult.NotConfigured, false)]
    [InlineData(WebhookVerdict.Ignored, IntakeResult.Ignored, true)]
    [InlineData(WebhookVerdict.Quarantined, IntakeResult.Quarantined, true)]
    public async Task What_is_not_accepted_has_no_effect(WebhookVerdict verdict, object result, bool stored)
    {
        await using var harness = await StartAsync();

        var answer = await ReceiveAsync(harness, verdict, Invoice);

        Assert.Equal((IntakeResult)result, answer.Result);
        Assert.Equal(stored ? 1 : 0, (await harness.ListAsync<InboxEntry>()).Count);
        Assert.Empty(await harness.ListAsync<Sale>());
    }

    [Fact]
    public async Task A_payment_in_test_mode_goes_to_the_twin_and_earns_nothing()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");

        var answer = await ReceiveAsync(
            harness, WebhookVerdict.Accepted, Invoice with { IsTest = true, Evidence = ByCustomer });

        Assert.Equal(IntakeResult.Received, answer.Result);
        Assert.True(Assert.Single(await harness.ListAsync<Sale>()).ProgramId.IsTest());
        Assert.Empty(await harness.ListAsync<Commission>());
    }

    [Fact]
    public async Task An_unknown_provider_is_told_so()
    {
        await using var harness = await StartAsync();
        var request = new WebhookRequest("", ReadOnlyMemory<byte>.Empty, _ => []);

        var answer = await harness.Get<PaymentIntake>().ReceiveAsync("nobody", request, CancellationToken.None);

        Assert.Equal(IntakeResult.UnknownProvider, answer.Result);
    }

    [Fact]
    public async Task I4_a_message_that_could_not_be_applied_is_kept_and_applied_later()
    {
        await using var harness = await StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        var broken = Invoice with { Evidence = ByCustomer, OccurredAt = new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) };

        var answer = await ReceiveAsync(harness, WebhookVerdict.Accepted, broken, eventId: "evt_1");

        Assert.Equal(IntakeResult.Received, answer.Result);
        Assert.Empty(await harness.ListAsync<Sale>());
        var entry = Assert.Single(await harness.ListAsync<InboxEntry>());
        Assert.Equal(InboxState.Received, entry.State);
        Webhook(harness).Readings["evt_1"] = WebhookReading.NotConfigured;
        await Assert.ThrowsAsync<AffiliateConfigurationException>(
            () => harness.Get<InboxWork>().RunAsync(InboxWork.ItemFor(entry), CancellationToken.None));
        Webhook(harness).Readings["evt_1"] = WebhookReading.Accepted(Message("evt_1"), [broken with { OccurredAt = null }]);
        await harness.RunClockUntilAsync(AppliedAsync(harness));
        await harness.RunClockUntilAsync(
            harness.Get<InboxWork>().RunAsync(InboxWork.ItemFor(entry), CancellationToken.None));

        var lines = await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "webhook.hand"));
        Assert.Equal(2, lines.Count);
        Assert.Single(await harness.ListAsync<Commission>());
        await harness.VerifyLedgerAsync();
    }

    private static async Task<bool> AppliedAsync(TrackerHarness harness)
    {
        while ((await harness.ListAsync<InboxEntry>()).Single().State != InboxState.Applied)
        {
            await Task.Yield();
        }

        return true;
    }

    private static Task<TrackerHarness> StartAsync() =>
        TrackerHarness.StartAsync(affiliate => affiliate.AddPaymentWebhook<HandWebhook>());

    private static async Task<IntakeAnswer> ReceiveAsync(
        TrackerHarness harness, WebhookVerdict verdict, PaymentFact fact, string? eventId = null)
    {
        eventId ??= "evt_" + Guid.CreateVersion7().ToString("N");
        var message = Message(eventId);
        Webhook(harness).Readings[eventId] = verdict switch
        {
            WebhookVerdict.Accepted => WebhookReading.Accepted(message, [fact]),
            WebhookVerdict.Ignored => WebhookReading.Ignored("unsupported-type", message),
            WebhookVerdict.Quarantined => WebhookReading.Quarantined("bad-amount", message),
            WebhookVerdict.NotConfigured => WebhookReading.NotConfigured,
            _ => WebhookReading.Rejected("signature-mismatch"),
        };
        var request = new WebhookRequest("", Encoding.UTF8.GetBytes(eventId), _ => []);
        return await harness.Get<PaymentIntake>().ReceiveAsync("hand", request, CancellationToken.None);
    }

    private static HandWebhook Webhook(TrackerHarness harness) => (HandWebhook)harness.Get<IPaymentWebhook>();

    private static WebhookMessage Message(string eventId) => new(eventId, "live", "payment.made", DateTimeOffset.UnixEpoch);

    internal static IEnumerable<int[]> Permutations(int count) =>
        count == 0
            ? [[]]
            : Permutations(count - 1).SelectMany(
                rest => Enumerable.Range(0, count).Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));

    private sealed class HandWebhook : IPaymentWebhook
    {
        public ConcurrentDictionary<string, WebhookReading> Readings { get; } = new();

        public string Provider => "hand";

        public WebhookReading Read(WebhookRequest request, DateTimeOffset now) => ReadStored("", request.Body);

        public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body) =>
            Readings[Encoding.UTF8.GetString(body.Span)];
    }
}
