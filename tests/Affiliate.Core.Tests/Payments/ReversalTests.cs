using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests.Payments;

public sealed class ReversalTests
{
    [Fact]
    public async Task AF_23_a_full_refund_leaves_nothing_and_a_repeat_changes_nothing()
    {
        await using var harness = await SoldAsync(9_900);

        var first = await harness.Tracker.ReverseAsync(Refund("refund-1"));
        var again = await harness.Tracker.ReverseAsync(Refund("refund-1"));

        Assert.Equal((ReverseOutcome.Reversed, 1_980), (first.Outcome, first.ReversedMinorUnits));
        Assert.Equal(ReverseOutcome.Unchanged, again.Outcome);
        Assert.Equal(0, await BalanceAsync(harness));
        Assert.Equal(CommissionStatus.Reversed, Assert.Single(await harness.ListAsync<Commission>()).Status);
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData(9_900)]
    [InlineData(10_001)]
    [InlineData(100)]
    [InlineData(7)]
    public async Task Three_refunds_of_a_third_leave_exactly_nothing(long amount)
    {
        await using var harness = await SoldAsync(amount);

        await harness.Tracker.ReverseAsync(Refund("refund-1", amount / 3));
        await harness.Tracker.ReverseAsync(Refund("refund-2", amount / 3));
        await harness.Tracker.ReverseAsync(Refund("refund-3", amount - (2 * (amount / 3))));

        Assert.Equal(0, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I12_a_partial_refund_keeps_the_commission_on_the_rest()
    {
        await using var harness = await SoldAsync(9_999);

        var reversed = await harness.Tracker.ReverseAsync(Refund("refund-1", 3_333));

        Assert.Equal(ReverseOutcome.PartlyReversed, reversed.Outcome);
        Assert.Equal(1_999L * 6_666 / 9_999, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I12_refunds_above_the_payment_are_capped_and_flagged()
    {
        await using var harness = await SoldAsync(9_900);

        await harness.Tracker.ReverseAsync(Refund("refund-1", 9_000));
        await harness.Tracker.ReverseAsync(Refund("refund-2", 9_000));

        Assert.Equal(0, await BalanceAsync(harness));
        Assert.True(Assert.Single(await harness.ListAsync<Sale>()).IsReversalCapped);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Nothing_is_left_once_everything_went_back_however_the_bases_were_rounded()
    {
        await using var harness = await SoldAsync(9_900);
        var half = Refund("refund-1", 4_950) with { Base = new Money(4_949, "USD") };

        await harness.Tracker.ReverseAsync(half);
        var kept = await BalanceAsync(harness);
        await harness.Tracker.ReverseAsync(half with { Source = "refund-2" });

        Assert.Equal((990, 0), (kept, await BalanceAsync(harness)));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I7_a_refund_before_its_sale_waits_and_is_applied_at_once()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");

        var early = await harness.Tracker.ReverseAsync(Refund("refund-1", 4_950));
        await harness.Tracker.RecordAsync(SaleTests.Order("order-1", 9_900, "user-1"));

        Assert.Equal(ReverseOutcome.Waiting, early.Outcome);
        Assert.Equal(990, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_dispute_holds_then_takes_back_and_a_later_win_gives_again()
    {
        await using var harness = await SoldAsync(9_900);
        var dispute = new Reversal { Source = "dispute-1", Target = "order-1", Kind = ReversalKind.Dispute };
        var opened = harness.Time.GetUtcNow();

        await harness.Tracker.ReverseAsync(dispute with { State = ReversalState.Held, AsOf = opened });
        var held = Assert.Single(await harness.ListAsync<Commission>());
        await harness.Tracker.ReverseAsync(dispute with { State = ReversalState.Effective, AsOf = opened.AddDays(1) });
        var lost = Assert.Single(await harness.ListAsync<Commission>());
        await harness.Tracker.ReverseAsync(dispute with { State = ReversalState.Released, AsOf = opened.AddDays(2) });
        var won = Assert.Single(await harness.ListAsync<Commission>());

        Assert.Equal((true, 1_980, CommissionStatus.Pending), (held.IsOnHold, held.KeptMinorUnits, held.Status));
        Assert.Equal((false, 0, CommissionStatus.Reversed), (lost.IsOnHold, lost.KeptMinorUnits, lost.Status));
        Assert.Equal((false, 1_980, CommissionStatus.Pending), (won.IsOnHold, won.KeptMinorUnits, won.Status));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task An_older_message_never_overwrites_a_newer_one()
    {
        await using var harness = await SoldAsync(9_900);
        var at = harness.Time.GetUtcNow();
        var refund = Refund("refund-1");

        await harness.Tracker.ReverseAsync(refund with { State = ReversalState.Released, AsOf = at, Rank = 4 });
        await harness.Tracker.ReverseAsync(refund with { State = ReversalState.Effective, AsOf = at, Rank = 2 });
        await harness.Tracker.ReverseAsync(refund with { State = ReversalState.Held, AsOf = at.AddSeconds(-1), Rank = 9 });

        Assert.Equal(1_980, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_refund_of_a_sale_without_commission_says_so()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await harness.Tracker.RecordAsync(SaleTests.Order("order-1", 9_900, "stranger"));

        Assert.Equal(ReverseOutcome.NoCommission, (await harness.Tracker.ReverseAsync(Refund("refund-1"))).Outcome);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I9_a_refund_in_another_currency_holds_what_is_left_and_takes_nothing()
    {
        await using var harness = await SoldAsync(9_900);
        var foreign = Refund("refund-1") with { Gross = new Money(9_900, "JPY") };

        await harness.Tracker.ReverseAsync(foreign);
        var held = Assert.Single(await harness.ListAsync<Commission>());
        await harness.Tracker.ReverseAsync(
            foreign with { Gross = new Money(4_950, "USD"), AsOf = harness.Time.GetUtcNow().AddSeconds(1) });
        var settled = Assert.Single(await harness.ListAsync<Commission>());

        Assert.Equal((true, 1_980L), (held.IsOnHold, held.KeptMinorUnits));
        Assert.Equal((false, 990L), (settled.IsOnHold, settled.KeptMinorUnits));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Money goes back on one payment only: where it was told of first.</summary>
    [Fact]
    public async Task A_refund_that_was_told_of_another_sale_stays_there()
    {
        await using var harness = await SoldAsync(9_900);
        await harness.Tracker.RecordAsync(SaleTests.Order("order-2", 9_900, "user-1"));

        var first = await harness.Tracker.ReverseAsync(Refund("refund-1", 4_950));
        var second = await harness.Tracker.ReverseAsync(Refund("refund-1", 4_950) with { Target = "order-2" });
        var unknown = await harness.Tracker.ReverseAsync(Refund("refund-1", 4_950) with { Target = "order-3" });

        Assert.Equal(
            (ReverseOutcome.PartlyReversed, ReverseOutcome.Conflict, ReverseOutcome.Conflict), (first.Outcome, second.Outcome, unknown.Outcome));
        Assert.Equal(990 + 1_980, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Four_refunds_at_once_end_where_one_after_another_end()
    {
        await using var harness = await SoldAsync(10_000);

        await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => harness.Tracker.ReverseAsync(Refund($"refund-{i}", 1_001))))));

        Assert.Equal(2_000L * (10_000 - 4_004) / 10_000, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>I7, I12: any refunds and disputes, in any order and with repeats, end where a plain recomputation ends.</summary>
    [Fact]
    public void I7_any_sequence_of_reversals_ends_where_a_plain_recomputation_ends()
    {
        var step = from number in Gen.Choose(0, 3)
                   from amount in Gen.Choose(1, 6_000)
                   from isDispute in Gen.Elements(true, false)
                   from state in Gen.Elements(ReversalState.Held, ReversalState.Effective, ReversalState.Released)
                   from at in Gen.Choose(0, 9)
                   select (Source: $"{(isDispute ? 'd' : 'r')}{number}", amount, isDispute, state, at);
        var steps = step.ListOf();

        Prop.ForAll(steps.ToArbitrary(), list => Check([.. list])).QuickCheckThrowOnFailure();

        static bool Check(List<(string Source, int Amount, bool IsDispute, ReversalState State, int At)> list) =>
            Task.Run(async () =>
            {
                await using var harness = await SoldAsync(9_900);
                var start = harness.Time.GetUtcNow();
                foreach (var s in list.Concat(list))
                {
                    await harness.Tracker.ReverseAsync(Refund(s.Source, s.Amount) with
                    {
                        Kind = s.IsDispute ? ReversalKind.Dispute : ReversalKind.Refund,
                        State = s.State,
                        AsOf = start.AddSeconds(s.At),
                    });
                }

                // The newest message of each reversal counts; of two at one time the first.
                var gone = list.GroupBy(s => s.Source)
                    .Select(g => g.OrderByDescending(s => s.At).First())
                    .Where(s => s.State == ReversalState.Effective)
                    .Sum(s => (long)s.Amount);
                var expected = 1_980L * Math.Max(0, 9_900 - gone) / 9_900;
                await harness.VerifyLedgerAsync();
                return await BalanceAsync(harness) == expected;
            }).GetAwaiter().GetResult();
    }

    internal static Reversal Refund(string source, long? amount = null) => new()
    {
        Source = source,
        Target = "order-1",
        Gross = amount is { } minorUnits ? new Money(minorUnits, "USD") : null,
    };

    private static async Task<TrackerHarness> SoldAsync(long amount)
    {
        var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await harness.Tracker.RecordAsync(SaleTests.Order("order-1", amount, "user-1"));
        return harness;
    }

    private static async Task<long> BalanceAsync(TrackerHarness harness) =>
        (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits);
}
