using Xunit;

namespace Affiliate.Core.Tests.Payments;

public sealed class SaleTests
{
    [Fact]
    public async Task AH_26_a_referred_payment_of_9900_at_20_percent_earns_1980()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var partner = await ReferredAsync(harness, "user-1");

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1"));

        Assert.Equal(RecordOutcome.Accrued, recorded.Outcome);
        var commission = Assert.Single(await harness.ListAsync<Commission>());
        Assert.Equal((1_980L, partner.Id, CommissionStatus.Pending), (commission.AmountMinorUnits, commission.PartnerId, commission.Status));
        Assert.Equal(harness.Time.GetUtcNow().AddDays(30), commission.HoldUntil);
        Assert.Equal(1_980, Assert.Single(recorded.Entries).AmountMinorUnits);
        Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "commission.created")));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task AH_23_the_partners_own_share_comes_before_the_programs()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await ReferredAsync(harness, "user-1", Rate.FromPercent(33.33m));

        await harness.Tracker.RecordAsync(Order("order-1", 1_000, "user-1"));

        var commission = Assert.Single(await harness.ListAsync<Commission>());
        Assert.Equal((333L, "partner"), (commission.AmountMinorUnits, commission.Rule));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I5_the_same_payment_200_times_at_once_earns_once()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await ReferredAsync(harness, "user-1");

        var all = await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => Task.Run(() => harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1"))))));

        Assert.Single(all, r => r.Outcome == RecordOutcome.Accrued);
        Assert.Equal(199, all.Count(r => r.Outcome == RecordOutcome.AlreadyRecorded));
        Assert.Single(all.Select(r => r.Commission).Distinct());
        Assert.Single(await harness.ListAsync<LedgerEntry>());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task C11_the_same_transaction_with_another_amount_is_a_conflict_and_changes_nothing()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await ReferredAsync(harness, "user-1");
        await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1"));

        var other = await harness.Tracker.RecordAsync(Order("order-1", 9_901, "user-1"));
        var otherCurrency = await harness.Tracker.RecordAsync(
            Order("order-1", 9_900, "user-1") with { Amount = new Money(9_900, "EUR") });

        Assert.Equal((RecordOutcome.Conflict, "idempotency_conflict"), (other.Outcome, other.Reason));
        Assert.Equal(RecordOutcome.Conflict, otherCurrency.Outcome);
        Assert.Equal(9_900, Assert.Single(await harness.ListAsync<Sale>()).AmountMinorUnits);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task C11_the_same_transaction_for_another_customer_click_or_kind_is_a_conflict()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var partner = await ReferredAsync(harness, "user-1");
        var click = await harness.ClickAsync(partner);
        var order = Order("order-1", 9_900, "user-1") with
        {
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Click = click.ToString() },
        };
        await harness.Tracker.RecordAsync(order);
        var others = new[]
        {
            order with { Customer = "user-2" },
            order with { Evidence = order.Evidence with { Click = (await harness.ClickAsync(partner)).ToString() } },
            order with { Kind = SaleKind.Renewal },
        };

        foreach (var other in others)
        {
            Assert.Equal(RecordOutcome.Conflict, (await harness.Tracker.RecordAsync(other)).Outcome);
        }

        var lessEvidence = order with { Evidence = PaymentEvidence.None };
        Assert.Equal(RecordOutcome.AlreadyRecorded, (await harness.Tracker.RecordAsync(lessEvidence)).Outcome);
        Assert.Equal("user-1", (await harness.ListAsync<PaymentReference>()).Single().CustomerKey);
    }

    [Fact]
    public async Task A_payment_of_nobodys_customer_is_kept_without_commission()
    {
        await using var harness = await TrackerHarness.StartAsync();

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", 9_900, "stranger"));

        Assert.Equal((RecordOutcome.NotReferred, "unattributed"), (recorded.Outcome, recorded.Reason));
        Assert.Single(await harness.ListAsync<Sale>());
        Assert.Empty(await harness.ListAsync<LedgerEntry>());
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData(0, RecordOutcome.ZeroAmount, "zero_amount")]
    [InlineData(4, RecordOutcome.Refused, "below_minor_unit")]
    public async Task Nothing_is_earned_where_there_is_nothing_to_share(long amount, RecordOutcome outcome, string reason)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await ReferredAsync(harness, "user-1");

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", amount, "user-1"));

        Assert.Equal((outcome, reason), (recorded.Outcome, recorded.Reason));
        Assert.Empty(await harness.ListAsync<Commission>());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_suspended_partner_earns_nothing_on_new_sales_and_keeps_what_was_earned()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var partner = await ReferredAsync(harness, "user-1");
        await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1"));
        await harness.SaveAsync(partner with { Status = PartnerStatus.Suspended });

        var recorded = await harness.Tracker.RecordAsync(Order("order-2", 9_900, "user-1"));

        Assert.Equal((RecordOutcome.Refused, "partner_inactive"), (recorded.Outcome, recorded.Reason));
        Assert.Single(await harness.ListAsync<Commission>());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_click_id_on_the_payment_binds_a_customer_who_never_signed_up()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var partner = await harness.EnrollAsync("alpha");
        var click = await harness.ClickAsync(partner);

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", 9_900, customer: null) with
        {
            Evidence = new PaymentEvidence { Click = click.ToString() },
        });
        var second = await harness.Tracker.RecordAsync(Order("order-2", 5_000, customer: null) with
        {
            Evidence = new PaymentEvidence { Click = click.ToString() },
        });

        Assert.Equal((RecordOutcome.Accrued, RecordOutcome.Accrued), (recorded.Outcome, second.Outcome));
        Assert.Single(await harness.ListAsync<Referral>());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I8_a_later_click_never_moves_a_bound_customer()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var first = await ReferredAsync(harness, "user-1");
        var other = await harness.EnrollAsync("beta");
        harness.Time.Advance(TimeSpan.FromDays(1));
        var click = await harness.ClickAsync(other);

        await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1") with
        {
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Click = click.ToString() },
        });

        Assert.Equal(first.Id, Assert.Single(await harness.ListAsync<Commission>()).PartnerId);
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData("not-a-click-id")]
    [InlineData("clk_00000000000000000000000000000000")]
    [InlineData("")]
    public async Task A_malformed_or_unknown_click_id_is_no_evidence(string click)
    {
        await using var harness = await TrackerHarness.StartAsync();

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", 9_900, customer: null) with
        {
            Evidence = new PaymentEvidence { Click = click },
        });

        Assert.Equal(RecordOutcome.NotReferred, recorded.Outcome);
    }

    [Fact]
    public async Task A_payment_marked_to_be_skipped_earns_nothing()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await ReferredAsync(harness, "user-1");

        var recorded = await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1") with
        {
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Skip = true },
        });

        Assert.Equal((RecordOutcome.Refused, "skipped"), (recorded.Outcome, recorded.Reason));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I17_two_programs_may_use_the_same_transaction_id()
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("one", _ => { }).AddProgram("two", _ => { }));

        var one = await harness.Tracker.RecordAsync(Order("order-1", 9_900, "user-1") with { Program = "one" });
        var two = await harness.Tracker.RecordAsync(Order("order-1", 100, "user-1") with { Program = "two" });

        Assert.Equal(RecordOutcome.NotReferred, two.Outcome);
        Assert.NotEqual(one.Sale, two.Sale);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("order\u0000", 1)]
    [InlineData("order-1", -1)]
    [InlineData("order-1", Money.MaxMinorUnits + 1)]
    public async Task A_payment_that_cannot_be_is_refused_before_anything_is_stored(string source, long amount)
    {
        await using var harness = await TrackerHarness.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => harness.Tracker.RecordAsync(Order(source, amount, "user-1")));
        Assert.Empty(await harness.ListAsync<Sale>());
    }

    internal static Payment Order(string source, long amount, string? customer) => new()
    {
        Source = source,
        Amount = new Money(amount, "USD"),
        Customer = customer,
    };

    internal static async Task<Partner> ReferredAsync(TrackerHarness harness, string customer, Rate? commission = null)
    {
        var partner = await harness.EnrollAsync("alpha", commission);
        var visitor = Guid.CreateVersion7();
        await harness.ClickAsync(partner, visitor);
        harness.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await harness.Tracker.ReferAsync(customer, new Visit { VisitorId = visitor }));
        return partner;
    }
}
