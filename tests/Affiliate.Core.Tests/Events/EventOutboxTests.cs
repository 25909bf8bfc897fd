using System.Text.Json;

namespace Affiliate.Core.Tests.Events;

public sealed class EventOutboxTests
{
    private static readonly PartnerId Partner = new(Guid.Parse("0190a000-0000-7000-8000-00000000000a"));
    private static readonly CustomerId Customer = new(Guid.Parse("0190a000-0000-7000-8000-00000000000b"));
    private static readonly ClickId Click = new(Guid.Parse("0190a000-0000-7000-8000-00000000000c"));
    private static readonly ProgramId Program = new(Guid.Parse("0190a000-0000-7000-8000-00000000000d"));

    public static TheoryData<AffiliateEvent, string, string> Payloads => new()
    {
        {
            new ClickRecorded { ClickId = Click, PartnerId = Partner, Ref = "alpha", Landing = "/pricing" },
            "click",
            """
            {"click_id":"clk_0190a00000007000800000000000000c","partner_id":"par_0190a00000007000800000000000000a",
            "ref":"alpha","landing":"/pricing","referrer":null}
            """
        },
        {
            new LinkClicked
            {
                ClickId = Click, PartnerId = Partner, LinkId = new LinkId(Click.Value), Ref = "alpha", Device = DeviceType.Mobile, Qualified = true,
            },
            "link.clicked",
            """
            {"click_id":"clk_0190a00000007000800000000000000c","link_id":"lnk_0190a00000007000800000000000000c","campaign_id":null,
            "partner_id":"par_0190a00000007000800000000000000a","ref":"alpha","source":null,"country":null,"device":"mobile","qualified":true}
            """
        },
        {
            new LeadCreated
            {
                LeadId = new LeadId(Click.Value), CustomerId = Customer, EventName = "sign_up", PartnerId = Partner,
            },
            "lead.created",
            """
            {"lead_id":"led_0190a00000007000800000000000000c","customer_id":"cst_0190a00000007000800000000000000b",
            "event_name":"sign_up","partner_id":"par_0190a00000007000800000000000000a","click_id":null,"is_test":false}
            """
        },
        {
            new ReferralCreated
            {
                ReferralId = new ReferralId(Click.Value), CustomerId = Customer, PartnerId = Partner, ClickId = Click,
                Reason = "last_click",
            },
            "referral.created",
            """
            {"referral_id":"ref_0190a00000007000800000000000000c","customer_id":"cst_0190a00000007000800000000000000b",
            "partner_id":"par_0190a00000007000800000000000000a","click_id":"clk_0190a00000007000800000000000000c",
            "reason":"last_click"}
            """
        },
        {
            new SaleCreated
            {
                SaleId = new SaleId(Click.Value), TransactionId = "in_1", AmountCents = 9_900, Currency = "USD",
                Provider = "stripe",
            },
            "sale.created",
            """
            {"sale_id":"sal_0190a00000007000800000000000000c","transaction_id":"in_1","amount_cents":9900,
            "currency":"USD","provider":"stripe","customer_id":null,"partner_id":null}
            """
        },
        {
            new CommissionCreated
            {
                CommissionId = new CommissionId(Click.Value), PartnerId = Partner, AmountCents = 1_980,
                TxnAmountCents = 9_900, Currency = "USD", Provider = "stripe", Status = CommissionStatus.Pending,
            },
            "commission.created",
            """
            {"commission_id":"com_0190a00000007000800000000000000c","partner_id":"par_0190a00000007000800000000000000a",
            "amount_cents":1980,"txn_amount_cents":9900,"currency":"USD","provider":"stripe","status":"pending",
            "previous_status":null}
            """
        },
        {
            new PartnerCreated { PartnerId = Partner, Email = "alpha@example.com", Slug = "alpha" },
            "partner.created",
            """
            {"partner_id":"par_0190a00000007000800000000000000a","email":"alpha@example.com","slug":"alpha"}
            """
        },
        {
            new WebhookReceived
            {
                Provider = "stripe", ProviderEventId = "evt_1", ProviderEventType = "invoice.paid",
                Outcome = InboxState.Applied,
            },
            "webhook.stripe",
            """
            {"provider":"stripe","provider_event_id":"evt_1","event_type":"invoice.paid","outcome":"applied","reason":null}
            """
        },
    };

    /// <summary>AH-36, AH-37: the payload is exactly the published one; every key is there, also when null.</summary>
    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payloads_have_the_published_shape(AffiliateEvent published, string type, string payload)
    {
        await using var host = new Installation();

        await PublishAsync(host, published with { ProgramId = Program });

        var logged = Assert.Single(await host.AllAsync<LoggedEvent>());
        Assert.Equal((type, Program), (logged.Type, logged.ProgramId));
        Assert.Equal(payload.ReplaceLineEndings(""), logged.Payload);
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task What_was_logged_reads_back_as_the_same_event(AffiliateEvent published, string type, string payload)
    {
        await using var host = new Installation();
        var complete = published with { Id = Sample.Id<AffiliateEventId>(), ProgramId = Program, CreatedAt = Sample.Now };

        var (logged, _) = host.Get<EventOutbox>().Prepare(complete);

        Assert.Equal(complete, EventJson.Read(logged, EventTypes.TypeOf(type)!));
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(payload).RootElement.ValueKind);
    }

    [Fact]
    public async Task An_event_gets_its_id_and_time_and_is_filed_under_whom_it_concerns()
    {
        await using var host = new Installation();
        host.Time.Advance(TimeSpan.FromTicks(1_234));

        await PublishAsync(host, new ReferralCreated
        {
            ReferralId = Sample.Id<ReferralId>(),
            CustomerId = Customer,
            PartnerId = Partner,
            Reason = "last_click",
        });

        var logged = Assert.Single(await host.AllAsync<LoggedEvent>());
        Assert.NotEqual(default, logged.Id);
        Assert.Equal((Sample.Now, Partner, Customer), (logged.CreatedAt, logged.PartnerId, logged.CustomerId));
    }

    [Fact]
    public async Task An_event_that_has_a_time_keeps_it_in_whole_milliseconds_of_utc()
    {
        await using var host = new Installation();
        var happenedAt = new DateTimeOffset(2026, 3, 14, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

        await PublishAsync(host, NewPartner() with { CreatedAt = happenedAt });

        var logged = Assert.Single(await host.AllAsync<LoggedEvent>());
        Assert.Equal(new DateTimeOffset(2026, 3, 13, 23, 2, 3, 4, TimeSpan.Zero), logged.CreatedAt);
        Assert.Equal(TimeSpan.Zero, logged.CreatedAt.Offset);
    }

    /// <summary>I2: the work of handing an event out is committed with it, one item for each subscriber.</summary>
    [Fact]
    public async Task Every_subscriber_gets_work_of_its_own()
    {
        await using var host = new Installation(affiliate => affiliate
            .On<PartnerCreated>("mail", Nothing)
            .On<AffiliateEvent>("audit", Nothing)
            .On<CommissionCreated>("bank", Nothing));

        await PublishAsync(host, NewPartner());

        var logged = Assert.Single(await host.AllAsync<LoggedEvent>());
        var work = await host.AllAsync<WorkItem>();
        Assert.Equal([$"{logged.Id}:audit", $"{logged.Id}:mail"], work.Select(item => item.Subject).Order());
        Assert.All(work, item => Assert.Equal((WorkKind.Handler, Sample.Now), (item.Kind, item.DueAt)));
    }

    [Fact]
    public async Task Names_of_any_length_fit_the_queue()
    {
        await using var host = new Installation(affiliate => affiliate.On<PartnerCreated>(new string('ä', 500), Nothing));

        await PublishAsync(host, NewPartner());

        Assert.InRange(Assert.Single(await host.AllAsync<WorkItem>()).Subject.Length, 1, 200);
    }

    [Fact]
    public void A_name_is_taken_once_for_the_same_events()
    {
        var error = Assert.Throws<ArgumentException>(() => new Installation(affiliate => affiliate
            .On<AffiliateEvent>("mail", Nothing)
            .On<PartnerCreated>("mail", Nothing)));

        Assert.Contains("'mail'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_subscription_twice_counts_once()
    {
        await using var host = new Installation(affiliate => affiliate
            .On<PartnerCreated>("mail", Nothing).On<PartnerCreated>("mail", Nothing)
            .On<CommissionCreated>("mail", Nothing));

        await PublishAsync(host, NewPartner());

        Assert.Single(await host.AllAsync<WorkItem>());
    }

    private static PartnerCreated NewPartner() => new() { PartnerId = Partner, Email = "alpha@example.com", Slug = "alpha" };

    private static Task Nothing(AffiliateEvent affiliateEvent, IServiceProvider services, CancellationToken token) =>
        Task.CompletedTask;

    private static Task<bool> PublishAsync(Installation host, AffiliateEvent published) => host.Get<UnitRunner>().RunAsync(
        (unit, _) =>
        {
            host.Get<EventOutbox>().Publish(unit, published);
            return Task.FromResult(true);
        },
        CancellationToken.None);
}
