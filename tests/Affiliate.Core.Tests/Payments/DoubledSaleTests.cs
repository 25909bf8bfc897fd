using Affiliate.Core.Tests.Plans;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>One purchase that was recorded as two sales before its names were told to belong together (I6, I7, §4.3).</summary>
public sealed class DoubledSaleTests
{
    /// <summary>Whichever of the two came first and stays, the customer's first sale is paid and the next one is the second.</summary>
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task A_purchase_told_twice_counts_as_one_sale_of_its_customer(string first, string second)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        await harness.Get<PlanDesk>().AddFlowAsync(program, null, RuleEngineTests.Share("first two", 2_000) with { MaxSales = 1 });

        await harness.Tracker.RecordAsync(SaleTests.Order(first, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order(second, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order("a", 10_000, "user-7") with { Aliases = [await NameOfAsync(harness, "b")] });
        await WaitForCreditAsync(harness);

        Assert.Equal(2_000, (await harness.ListAsync<LedgerEntry>()).Sum(entry => entry.AmountMinorUnits));
        Assert.Equal(1, Assert.Single(await harness.ListAsync<ReferralProgress>()).Sales);
        Assert.Equal("merged", (await harness.ListAsync<Sale>()).Single(sale => sale.TransactionId == "b").Reason);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>What the sale that turns out to be another one used up of a cap is there for the one that stays, and for the next.</summary>
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task What_a_purchase_told_twice_used_up_of_a_cap_is_given_back(string first, string second)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        await harness.Get<PlanDesk>().AddFlowAsync(program, null, RuleEngineTests.Share("most", 2_000) with
        {
            Caps = [new CommissionCap(CapScope.Customer, CapPeriod.Ever, 2_500)],
        });

        await harness.Tracker.RecordAsync(SaleTests.Order(first, 5_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order(second, 5_000, "user-7"));
        var used = Assert.Single(await harness.ListAsync<Counter>(), counter => counter.Value == 2_000);
        var joined = SaleTests.Order("a", 5_000, "user-7") with { Aliases = [await NameOfAsync(harness, "b")] };
        await harness.Tracker.RecordAsync(joined);
        await harness.Tracker.RecordAsync(joined);
        await WaitForCreditAsync(harness);
        var given = Assert.Single(await harness.ListAsync<Counter>(), counter => counter.Name == used.Name);
        await harness.Tracker.RecordAsync(SaleTests.Order("next", 10_000, "user-7"));

        Assert.Equal(1_000, given.Value);
        Assert.Equal(2_500, (await harness.ListAsync<LedgerEntry>()).Sum(entry => entry.AmountMinorUnits));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>A sale that earned nothing, because the other one had used the cap up, earns what that one gives back.</summary>
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task A_purchase_told_twice_earns_its_cap_once(string first, string second)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        await harness.Get<PlanDesk>().AddFlowAsync(program, null, RuleEngineTests.Share("most", 2_000) with
        {
            Caps = [new CommissionCap(CapScope.Customer, CapPeriod.Ever, 1_000)],
        });

        await harness.Tracker.RecordAsync(SaleTests.Order(first, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order(second, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order("a", 10_000, "user-7") with { Aliases = [await NameOfAsync(harness, "b")] });
        await WaitForCreditAsync(harness);

        Assert.Equal(1_000, (await harness.ListAsync<LedgerEntry>()).Sum(entry => entry.AmountMinorUnits));
        Assert.Equal(["a"], (await harness.ListAsync<Sale>()).Where(sale => sale.PartnerId is not null).Select(sale => sale.TransactionId));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>
    /// In whatever order one purchase is told under two names, joined and refunded in part: the cap that cut the one or the other is given
    /// back, and the commission is what it would be had there been one name.
    /// </summary>
    [Fact]
    public async Task A_purchase_told_twice_earns_in_any_order_what_its_cap_leaves_of_one()
    {
        foreach (var order in PaymentIntakeTests.Permutations(4))
        {
            await using var harness = await TrackerHarness.StartAsync();
            await SaleTests.ReferredAsync(harness, "user-7");
            var program = await CapAsync(harness, 1_500);
            var told = new Func<Task>[]
            {
                () => harness.Tracker.RecordAsync(SaleTests.Order("a", 5_000, "user-7")),
                () => harness.Tracker.RecordAsync(SaleTests.Order("b", 5_000, "user-7")),
                () => harness.Tracker.RecordAsync(SaleTests.Order("a", 5_000, "user-7") with { Aliases = [$"{program}:b"] }),
                () => harness.Tracker.ReverseAsync(new Reversal { Source = "refund", Target = "b", Gross = new Money(1_000, "USD") }),
            };

            foreach (var one in order.Concat(order))
            {
                await told[one]();
            }

            await WaitForCreditAsync(harness);
            var commission = Assert.Single(await harness.ListAsync<Commission>(), one => one.KeptMinorUnits > 0);
            Assert.Equal((order, 1_000, 800), (order, commission.AmountMinorUnits, commission.KeptMinorUnits));
            Assert.Null(commission.UncappedMinorUnits);
            Assert.Equal(800, (await harness.ListAsync<LedgerEntry>()).Sum(entry => entry.AmountMinorUnits));
            Assert.Single(await harness.ListAsync<Counter>(), counter => counter.Value == 1_000);
            await VerifyAsync(harness);
        }
    }

    /// <summary>The first purchase of a customer earns what plans pay for first ones, also when it was told twice; the next one is the second.</summary>
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task A_purchase_told_twice_is_the_first_of_its_customer(string first, string second)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        var flow = RuleEngineTests.Share("steps", 3_000) with { Steps = [new(2, new Rate(1_000), null)] };
        await harness.Get<PlanDesk>().AddFlowAsync(program, null, flow);

        await harness.Tracker.RecordAsync(SaleTests.Order(first, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order(second, 10_000, "user-7"));
        await harness.Tracker.RecordAsync(SaleTests.Order("a", 10_000, "user-7") with { Aliases = [$"{program}:b"] });
        await harness.Tracker.RecordAsync(SaleTests.Order("next", 10_000, "user-7"));

        Assert.Equal([1_000, 3_000], (await harness.ListAsync<Commission>()).Select(one => one.KeptMinorUnits).Where(kept => kept > 0).Order());
        await VerifyAsync(harness);
    }

    /// <summary>Who helped and who recruited the partner have their parts of what a cap gave back; what was rejected earns no more.</summary>
    [Theory]
    [InlineData("", "Sale 800 Pending, Shared 200 Pending, Recruit 80 Pending", 1_080)]
    [InlineData("Approved Sale Shared Recruit", "Sale 800 Approved, Shared 200 Approved, Recruit 80 Approved", 1_080)]
    [InlineData("Rejected Recruit", "Sale 800 Pending, Shared 200 Pending, Recruit 80 Rejected", 1_000)]
    [InlineData("Rejected Sale", "Sale 400 Rejected, Shared 100 Pending, Recruit 40 Rejected", 100)]
    public async Task What_a_cap_gives_back_is_parted_as_before(string decision, string expected, long balance)
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("main", program => program.AssistShare = Rate.FromPercent(20)));
        var program = await CapAsync(harness, 1_500, recruiterShare: new Rate(1_000));
        var (recruiter, helper, partner) = (await harness.EnrollAsync("gamma"), await harness.EnrollAsync("beta"), await harness.EnrollAsync("alpha"));
        await harness.SaveAsync(partner with { RecruitedBy = recruiter.Id });
        var visitor = Guid.CreateVersion7();
        foreach (var one in new[] { helper, partner })
        {
            await harness.ClickAsync(one, visitor);
            harness.Time.Advance(TimeSpan.FromHours(1));
        }

        await harness.Tracker.ReferAsync("user-7", new Visit { VisitorId = visitor });
        await harness.Tracker.RecordAsync(SaleTests.Order("b", 5_000, "user-7"));
        var cut = (await harness.Tracker.RecordAsync(SaleTests.Order("a", 5_000, "user-7"))).Sale;
        await DecideAsync();

        await harness.Tracker.RecordAsync(SaleTests.Order("a", 5_000, "user-7") with { Aliases = [$"{program}:b"] });

        Assert.Equal(expected, string.Join(", ", (await OnAsync()).Select(one => $"{one.Kind} {one.AmountMinorUnits} {one.Status}")));
        Assert.Equal(balance, (await harness.ListAsync<LedgerEntry>()).Sum(entry => entry.AmountMinorUnits));
        await VerifyAsync(harness);

        async Task<IEnumerable<Commission>> OnAsync() =>
            (await harness.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, cut))).OrderBy(one => one.Kind switch
            {
                CommissionKind.Sale => 0,
                CommissionKind.Shared => 1,
                _ => 2,
            });

        async Task DecideAsync()
        {
            var ids = (await OnAsync()).Where(one => decision.Contains(one.Kind.ToString(), StringComparison.Ordinal)).Select(one => one.Id).ToList();
            var desk = harness.Get<CommissionDesk>();
            _ = decision.StartsWith("Rejected", StringComparison.Ordinal)
                ? await desk.RejectAsync(program, ids)
                : await desk.ApproveAsync(program, ids);
        }
    }

    private static async Task<ProgramId> CapAsync(TrackerHarness harness, long cap, Rate? recruiterShare = null)
    {
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        var flow = RuleEngineTests.Share("most", 2_000) with { Caps = [new CommissionCap(CapScope.Customer, CapPeriod.Ever, cap)] };
        await harness.Get<PlanDesk>().CreateAsync(program, "Capped", RuleEngineTests.Terms(flow) with { RecruiterShare = recruiterShare });
        return program;
    }

    /// <summary>The ledger is whole, and every commission can be computed again.</summary>
    private static async Task VerifyAsync(TrackerHarness harness)
    {
        await harness.VerifyLedgerAsync();
        var program = (await harness.ListAsync<AffiliateProgram>()).Single();
        Assert.Empty((await harness.Get<AffiliateProof>().RederiveAsync(program.Id)).Differences);
    }

    private static async Task<string> NameOfAsync(TrackerHarness harness, string source)
    {
        var sale = (await harness.ListAsync<Sale>()).Single(one => one.TransactionId == source);
        return (await harness.ListAsync<PaymentReference>()).Single(one => one.SaleId == sale.Id).Reference;
    }

    internal static async Task WaitForCreditAsync(TrackerHarness harness)
    {
        var open = Query<WorkItem>.All.Equal(work => work.Kind, WorkKind.Credit);
        while ((await harness.ListAsync(open)).Count > 0)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
