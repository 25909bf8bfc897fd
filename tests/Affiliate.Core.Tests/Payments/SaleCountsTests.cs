using Affiliate.Core.Tests.Plans;
using Affiliate.Core.Tests.Support;

namespace Affiliate.Core.Tests.Payments;

/// <summary>What is measured of sales (payment-providers §8).</summary>
public sealed class SaleCountsTests
{
    [Fact]
    public async Task Sales_are_counted_by_outcome_also_those_that_are_credited_late()
    {
        using var measured = new Measured("counted");
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var strangers = SaleTests.Order("order-1", 9_900, null) with { Provider = "counted", SubscriptionReference = "sub-1" };

        await harness.Tracker.RecordAsync(strangers);
        await harness.Tracker.RecordAsync(strangers);
        await harness.Tracker.RecordAsync(SaleTests.Order("order-2", 9_900, "user-7") with { Provider = "counted" });
        await harness.Tracker.RecordAsync(SaleTests.Order("order-3", 0, "user-7") with { Provider = "counted" });
        var before = measured.Sums.ToList();
        await harness.Tracker.RecordAsync(strangers with { Customer = "user-7" });

        Assert.Equal(["affiliate.sales credited: 1", "affiliate.sales unattributed: 1", "affiliate.sales zero_amount: 1"], before);
        Assert.Contains("affiliate.sales.credited_late: 1", measured.Sums);
    }

    [Fact]
    public async Task Merged_sales_and_capped_commissions_and_refunds_are_counted()
    {
        using var measured = new Measured("merging");
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-7");
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        await harness.Get<PlanDesk>().AddFlowAsync(program, null, RuleEngineTests.Share("most", 2_000) with
        {
            Caps = [new CommissionCap(CapScope.Sale, CapPeriod.Ever, 1_000)],
        });
        var order = SaleTests.Order("merging:a", 9_900, "user-7") with { Provider = "merging" };

        await harness.Tracker.RecordAsync(order);
        await harness.Tracker.RecordAsync(order with { Source = "merging:b" });
        await harness.Tracker.RecordAsync(order with { Aliases = ["merging:b"] });
        await harness.Tracker.ReverseAsync(new Reversal
        {
            Source = "merging:refund",
            Target = "merging:a",
            Provider = "merging",
            Gross = new Money(10_000, "USD"),
        });

        Assert.Equal(
            [
                "affiliate.capped commission: 2", "affiliate.capped reversals: 1", "affiliate.sales credited: 2",
                "affiliate.sales.merged: 1",
            ],
            measured.Sums);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Test_sales_are_not_counted()
    {
        using var measured = new Measured("testing");
        await using var harness = await TrackerHarness.StartAsync();

        var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(default);

        await harness.Tracker.RecordAsync(
            SaleTests.Order("order-1", 9_900, null) with { Provider = "testing", Program = program.Twin.Id.ToString() });

        Assert.Empty(measured.Sums);
    }
}
