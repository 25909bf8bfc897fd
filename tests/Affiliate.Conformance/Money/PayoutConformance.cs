namespace Affiliate.Conformance;

/// <summary>Payouts and what happens to them meanwhile, on whatever store (I9–I15).</summary>
public abstract class PayoutConformance : StoreConformance
{
    /// <summary>T5, I14: of sixteen runs at once, on two instances, each entry is taken by one.</summary>
    [ConditionalFact]
    public async Task I14_sixteen_payout_runs_at_once_take_each_entry_once()
    {
        await using var one = new MoneyHost(Store, Time);
        await using var two = new MoneyHost(CreateFurtherStore(), Time);
        for (var partner = 0; partner < 3; partner++)
        {
            // Both instances know the program before the clock runs.
            var instance = partner == 0 ? two : one;
            await instance.ReferAsync($"user-{partner}", $"partner-{partner}");
            await instance.SellApprovedAsync($"order-{partner}-a", 30_000, $"user-{partner}");
            await instance.SellApprovedAsync($"order-{partner}-b", 40_000, $"user-{partner}");
        }

        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            number => Task.Run(() => TryAsync(() => (number % 2 == 0 ? one : two).GenerateAsync()))));

        Assert.Contains(true, runs);
        Assert.Equal(3, (await one.ListAsync<Payout>()).Count);
        Assert.Equal(42_000, (await one.ListAsync<Payout>()).Sum(p => p.AmountMinorUnits));
        Assert.Equal(6, (await one.ListAsync<PayoutItem>()).Count);
        await one.VerifyAsync();
    }

    /// <summary>I12: three refunds of a third leave exactly nothing, whatever the rounding of each.</summary>
    [ConditionalTheory]
    [InlineData("USD", 10_000)]
    [InlineData("JPY", 1_000)]
    [InlineData("BHD", 100_001)]
    public async Task I12_three_refunds_of_a_third_leave_exactly_nothing(string currency, long amount)
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.SellAsync("order-1", amount, currency: currency);
        var third = amount / 3;

        foreach (var (source, part) in new[] { ("r-1", third), ("r-2", third), ("r-3", amount - (2 * third)) })
        {
            await host.ReverseAsync("order-1", source, part, currency: currency);
            await host.VerifyAsync();
        }

        Assert.Equal(0, await host.BalanceAsync(currency));
        Assert.Equal(CommissionStatus.Reversed, Assert.Single(await host.ListAsync<Commission>()).Status);
    }

    /// <summary>AF-24: a refund before, during and after a payout costs the partner the same in the end.</summary>
    [ConditionalTheory]
    [InlineData("before")]
    [InlineData("during")]
    [InlineData("after")]
    public async Task AF_24_a_refund_before_during_and_after_a_payout_ends_the_same(string when)
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 30_000);

        await RefundIfAsync("before");
        var first = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await RefundIfAsync("during");
        await host.Payouts.ConfirmAsync(first, "bank-1");
        await RefundIfAsync("after");
        await host.SellApprovedAsync("order-2", 30_000);
        var second = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await host.Payouts.ConfirmAsync(second, "bank-2");

        Assert.Equal(10_000, (await host.ListAsync<Payout>()).Sum(p => p.AmountMinorUnits));
        Assert.Equal(0, await host.BalanceAsync());
        await host.VerifyAsync();

        Task RefundIfAsync(string now) =>
            now == when ? host.ReverseAsync("order-1", "r-1", 10_000) : Task.CompletedTask;
    }

    private static async Task<bool> TryAsync(Func<Task> run)
    {
        try
        {
            await run();
            return true;
        }
        catch (AffiliateBusyException)
        {
            // Lost six races in a row: allowed, and nothing was changed.
            return false;
        }
    }
}
