namespace Affiliate.Conformance;

/// <summary>Giving up what partners owe, on whatever store (semantics, row Refund after payout).</summary>
public abstract class WriteOffConformance : StoreConformance
{
    /// <summary>By default a debt is carried for ever.</summary>
    [ConditionalFact]
    public async Task Without_the_option_a_debt_is_carried()
    {
        await using var host = new MoneyHost(Store, Time);
        await OweAsync(host);

        Time.Advance(TimeSpan.FromDays(1_000));
        await WriteOffAsync(host);

        Assert.Equal(-6_000, await host.BalanceAsync());
    }

    /// <summary>After the time it is given up once, by an entry and an event; what comes later is paid whole.</summary>
    [ConditionalFact]
    public async Task A_debt_is_given_up_once_when_it_is_old()
    {
        await using var host = new MoneyHost(
            Store, Time, affiliate => affiliate.AddProgram("default", options => options.WriteOffAfter = TimeSpan.FromDays(90)));
        await OweAsync(host);
        Time.Advance(TimeSpan.FromDays(89));
        await WriteOffAsync(host);
        Assert.Equal(-6_000, await host.BalanceAsync());

        Time.Advance(TimeSpan.FromDays(1));
        await WriteOffAsync(host);
        await WriteOffAsync(host);

        var entry = Assert.Single(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Adjusted)));
        var told = (BalanceWrittenOff)EventJson.Read(
            Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.BalanceWrittenOff))), typeof(BalanceWrittenOff));
        Assert.Equal((6_000, JournalAccounts.BalanceAdjustment), (entry.AmountMinorUnits, JournalLine.Of(entry).DebitAccount));
        Assert.Equal((6_000, "USD", "age", entry.Id.ToString()), (told.AmountCents, told.Currency, told.Reason, told.EntryId));
        Assert.Equal(0, await host.BalanceAsync());
        Assert.Equal(0, Assert.Single((await host.Get<AffiliateLedger>().BalancesAsync(entry.ProgramId, new BalanceFilter(), new PageRequest())).Items).CarriedMinorUnits);
        await host.VerifyAsync();

        await host.SellApprovedAsync("order-2", 50_000);
        var made = Assert.Single(await host.GenerateAsync());
        await host.Payouts.ConfirmAsync(made.Payout!.Value, "bank-2");
        Assert.Equal((10_000, 0), (made.Amount.MinorUnits, await host.BalanceAsync()));
        await host.VerifyAsync();
    }

    /// <summary>Not while something waits to be approved, and small ones at once, in as many units of any currency.</summary>
    [ConditionalTheory]
    [InlineData("USD", 30_000, 6_000)]
    [InlineData("JPY", 300, 60)]
    [InlineData("BHD", 300_000, 60_000)]
    public async Task A_small_debt_is_given_up_at_once_unless_something_waits(string currency, long sale, long debt)
    {
        await using var host = new MoneyHost(
            Store, Time, affiliate => affiliate.AddProgram("default", options => options.WriteOffUpToMinorUnits = 5_900));
        await OweAsync(host, currency, sale);
        await WriteOffAsync(host);
        Assert.Equal(-debt, await host.BalanceAsync(currency));
        await SetAsync(6_000);
        await host.SellAsync("order-2", 5, currency: currency);

        host.Get<ProgramDirectory>().Forget();
        await WriteOffAsync(host);
        Assert.Empty(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Adjusted)));
        await host.Get<CommissionDesk>().RejectAsync(
            (await host.ProgramAsync()).Id, [.. (await host.ListAsync(Query<Commission>.All.Equal(c => c.Status, CommissionStatus.Pending))).Select(c => c.Id)], "no");
        await WriteOffAsync(host);

        Assert.Equal(debt, Assert.Single(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Adjusted))).AmountMinorUnits);
        await host.VerifyAsync();
    }

    /// <summary>Two instances at once, while a payout nets the debt: it is given up or netted, never both.</summary>
    [ConditionalFact]
    public async Task A_debt_is_given_up_or_netted_but_never_both()
    {
        await using var one = new MoneyHost(Store, Time, affiliate => affiliate.AddProgram("default", options => options.WriteOffUpToMinorUnits = 100_000));
        await using var two = new MoneyHost(CreateFurtherStore(), Time, affiliate => affiliate.AddProgram("default", _ => { }));
        await OweAsync(one);
        await two.ProgramAsync();
        var late = (await one.SellAsync("order-2", 50_000)).Commission!.Value;
        var program = (await one.ProgramAsync()).Id;

        await Task.WhenAll(
            Task.Run(() => one.Get<CommissionDesk>().ApproveAsync(program, [late])),
            Task.Run(() => WriteOffAsync(one)),
            Task.Run(() => WriteOffAsync(two)),
            Task.Run(() => two.GenerateAsync()));
        await one.GenerateAsync();
        foreach (var payout in await one.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Pending)))
        {
            await one.Payouts.ConfirmAsync(payout.Id, "bank-2");
        }

        var writtenOff = (await one.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Adjusted))).Sum(e => e.AmountMinorUnits);
        Assert.Contains(writtenOff, new long[] { 0, 6_000 });
        Assert.Equal(6_000 + 4_000 + writtenOff, (await one.ListAsync<Payout>()).Sum(p => p.AmountMinorUnits));
        Assert.Equal(0, await one.BalanceAsync());
        await one.VerifyAsync();
    }

    private async Task SetAsync(long most) => await Store.ExecuteAsync(
        async (unit, ct) =>
        {
            var program = (await unit.ListAsync(Query<AffiliateProgram>.All, ct))[0];
            unit.Save(program with { WriteOffUpToMinorUnits = most });
            return true;
        },
        default);

    /// <summary>A commission that is paid and then taken back whole.</summary>
    private static async Task OweAsync(MoneyHost host, string currency = "USD", long sale = 30_000)
    {
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", sale, currency: currency);
        await host.Payouts.ConfirmAsync(Assert.Single(await host.GenerateAsync()).Payout!.Value, "bank-1");
        await host.ReverseAsync("order-1", "r-1", null, currency: currency);
    }

    private static async Task<bool> WriteOffAsync(MoneyHost host)
    {
        var handler = host.Get<IEnumerable<IWorkHandler>>().Single(one => one.Kind == WorkKind.WriteOff);
        await handler.RunAsync(
            new WorkItem { Id = Sample.Id<WorkItemId>(), Kind = WorkKind.WriteOff, Subject = "all", DueAt = Sample.Now, CreatedAt = Sample.Now }, default);
        return true;
    }
}
