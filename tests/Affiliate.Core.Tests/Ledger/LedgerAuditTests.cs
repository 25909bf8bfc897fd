using Affiliate.Core.Tests.Payments;

namespace Affiliate.Core.Tests.Ledger;

/// <summary>I15: what a hand in the tables changes is found. The rules for one commission are in <see cref="CommissionRulesTests"/>.</summary>
public sealed class LedgerAuditTests
{
    [Fact]
    public async Task A_lost_commission_is_found_from_its_entry_and_from_its_sale()
    {
        await using var harness = await SoldAsync();
        var commission = Assert.Single(await harness.ListAsync<Commission>());

        await ChangeAsync(harness, unit => unit.Remove(commission));

        Assert.Equal(["entry_orphan", "sale_commissions"], await CodesAsync(harness));
    }

    [Fact]
    public async Task A_lost_sale_is_found()
    {
        await using var harness = await SoldAsync();
        var sale = Assert.Single(await harness.ListAsync<Sale>());

        await ChangeAsync(harness, unit => unit.Remove(sale));

        Assert.Equal(["commission_orphan"], await CodesAsync(harness));
    }

    [Fact]
    public async Task A_lost_entry_is_found()
    {
        await using var harness = await SoldAsync();
        var entry = Assert.Single(await harness.ListAsync<LedgerEntry>());

        await ChangeAsync(harness, unit => unit.Remove(entry));

        Assert.Contains("entry_earned", await CodesAsync(harness));
    }

    [Fact]
    public async Task A_sale_credited_twice_is_found()
    {
        await using var harness = await SoldAsync();
        var commission = Assert.Single(await harness.ListAsync<Commission>());
        var second = commission with { Id = AffiliateId.New<CommissionId>(harness.Time.GetUtcNow()), Rule = "again", SourceKey = "again" };

        await ChangeAsync(harness, unit =>
        {
            unit.Add(second);
            unit.Add(Accrual.Entry(second));
        });

        Assert.Equal(["sale_commissions"], await CodesAsync(harness));
    }

    [Fact]
    public async Task More_commissions_than_one_batch_are_all_checked()
    {
        await using var harness = await SoldAsync();
        for (var i = 0; i < 1_050; i++)
        {
            await harness.Tracker.RecordAsync(SaleTests.Order($"order-{i}", 1_000 + i, "user-1"));
        }

        await harness.VerifyLedgerAsync();
        var last = (await harness.ListAsync(Query<LedgerEntry>.All.Descending(e => e.Id).Take(1))).Single();
        await ChangeAsync(harness, unit => unit.Remove(last));

        Assert.NotEmpty(await CodesAsync(harness));
    }

    private static async Task<TrackerHarness> SoldAsync()
    {
        var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await harness.Tracker.RecordAsync(SaleTests.Order("order-first", 9_900, "user-1"));
        await harness.VerifyLedgerAsync();
        return harness;
    }

    private static Task<bool> ChangeAsync(TrackerHarness harness, Action<IAffiliateUnit> change) =>
        harness.Store.ExecuteAsync(
            (unit, _) =>
            {
                change(unit);
                return Task.FromResult(true);
            },
            CancellationToken.None);

    private static async Task<string[]> CodesAsync(TrackerHarness harness) =>
        [.. (await harness.Get<LedgerAudit>().VerifyAsync()).Select(v => v.Code).Order(StringComparer.Ordinal)];
}
