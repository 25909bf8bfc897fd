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

    private static async Task<string> NameOfAsync(TrackerHarness harness, string source)
    {
        var sale = (await harness.ListAsync<Sale>()).Single(one => one.TransactionId == source);
        return (await harness.ListAsync<PaymentReference>()).Single(one => one.SaleId == sale.Id).Reference;
    }

    private static async Task WaitForCreditAsync(TrackerHarness harness)
    {
        var open = Query<WorkItem>.All.Equal(work => work.Kind, WorkKind.Credit);
        while ((await harness.ListAsync(open)).Count > 0)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
