using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>A part of payouts that is kept in reserve and paid later, on whatever store (semantics, row Refund after payout).</summary>
public abstract class ReserveConformance : StoreConformance
{
    /// <summary>Kept once, given back once at its time, and paid whole by the next payout; the ledger and the journal balance all along.</summary>
    [ConditionalTheory]
    [InlineData("USD", 33_333, 6_666, 666, 1_440)]
    [InlineData("JPY", 1_003, 200, 20, 43)]
    [InlineData("BHD", 100_001, 20_000, 2_000, 4_320)]
    public async Task What_is_kept_in_reserve_is_paid_when_its_time_is_over(string currency, long sale, long gross, long reserved, long withheld)
    {
        await using var host = StartHost(new Rate(2_400));
        var program = (await host.ProgramAsync()).Id;
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", sale, currency: currency);

        var dry = Assert.Single(await host.Payouts.GenerateAsync(new PayoutRun { MinimumMinorUnits = 0, IsDryRun = true }));
        var made = await PayAsync(host);

        Assert.Equal(dry with { Payout = made.Id }, new PayoutLine(made.PartnerId, new Money(gross, currency), 1, made.Id, null)
        {
            WithheldMinorUnits = withheld,
            ReservedMinorUnits = reserved,
        });
        Assert.Equal((gross, reserved, withheld), (made.AmountMinorUnits, made.ReservedMinorUnits, made.WithheldMinorUnits));
        Assert.Equal((new Money(gross - reserved - withheld, currency), made.CreatedAt.AddDays(60)), (made.ToPay, made.ReservedUntil));
        Assert.Equal((gross - reserved - withheld, withheld, reserved, 0), await BalanceAsync(host, program));
        Assert.Equal(reserved, await AccountAsync(host, program, JournalAccounts.PartnerReserve));
        Assert.Empty(await host.GenerateAsync());

        Time.Advance(TimeSpan.FromDays(60) - TimeSpan.FromMilliseconds(1));
        await host.RunDueAsync(WorkKind.ReserveRelease);
        Assert.Equal(0, await host.BalanceAsync(currency));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.RunDueAsync(WorkKind.ReserveRelease);
        await RepeatAsync(host, made.Id);
        Assert.Equal((gross - reserved - withheld, withheld, 0, reserved), await BalanceAsync(host, program));
        var told = (ReserveReleased)EventJson.Read(
            Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.ReserveReleased))), typeof(ReserveReleased));
        Assert.Equal((reserved, currency, made.Id), (told.AmountCents, told.Currency, told.PayoutId));
        await host.VerifyAsync();

        // What was in reserve is not kept back again; its tax is.
        var rest = await PayAsync(host);
        Assert.Equal((reserved, 0, new Rate(2_400).Of(reserved)), (rest.AmountMinorUnits, rest.ReservedMinorUnits, rest.WithheldMinorUnits));
        Assert.Equal((gross - rest.WithheldMinorUnits - withheld, withheld + rest.WithheldMinorUnits, 0, 0), await BalanceAsync(host, program));
        Assert.Equal(0, await AccountAsync(host, program, JournalAccounts.PartnerReserve));
        Assert.Equal(0, await AccountAsync(host, program, JournalAccounts.PartnerPayable));
        Assert.Empty(await host.GenerateAsync());
    }

    /// <summary>Of a payout of both, only what is new is kept; what came back leaves the reserve where it is.</summary>
    [ConditionalFact]
    public async Task New_money_beside_a_reserve_is_kept_by_itself_and_money_that_came_back_leaves_it()
    {
        await using var host = StartHost();
        var program = (await host.ProgramAsync()).Id;
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 50_000);
        var first = await PayAsync(host);
        await host.Payouts.ReturnAsync(first.Id, "account closed");
        await host.VerifyAsync();
        Assert.Equal((0, 0, 1_000, 9_000), await BalanceAsync(host, program));
        var told = (PayoutReturned)EventJson.Read(
            Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.PayoutReturned))), typeof(PayoutReturned));
        Assert.Equal(9_000, told.AmountCents);
        Time.Advance(TimeSpan.FromDays(60));
        await host.RunDueAsync(WorkKind.ReserveRelease);
        await host.SellApprovedAsync("order-2", 5_000);

        var both = await PayAsync(host);

        // The money that came back is kept back like any other: it was not in reserve.
        Assert.Equal((11_000, 1_000), (both.AmountMinorUnits, both.ReservedMinorUnits));
        Assert.Equal((10_000, 0, 1_000, 0), await BalanceAsync(host, program));
    }

    /// <summary>A refund after the payout is netted with the reserve, and no debt is given up while there is one.</summary>
    [ConditionalFact]
    public async Task A_debt_waits_for_the_reserve_that_may_cover_it()
    {
        await using var host = StartHost(writeOffAfter: TimeSpan.FromDays(30));
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 50_000);
        await PayAsync(host);
        await host.ReverseAsync("order-1", "refund-1", 2_500);
        Time.Advance(TimeSpan.FromDays(40));
        await WriteOffAsync(host);
        Assert.Equal(-500, await host.BalanceAsync());

        Time.Advance(TimeSpan.FromDays(20));
        await host.RunDueAsync(WorkKind.ReserveRelease);
        await WriteOffAsync(host);
        var rest = await PayAsync(host);

        Assert.Equal((500, 0), (rest.AmountMinorUnits, rest.ReservedMinorUnits));
        Assert.Empty(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Adjusted)));
    }

    /// <summary>I15: a wrong part, one that no entry keeps, and one that was given back unseen are named; a payout called off keeps nothing.</summary>
    [ConditionalFact]
    public async Task A_planted_fault_in_the_reserve_is_found_and_named()
    {
        await using var host = StartHost();
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 50_000);
        var canceled = Assert.Single(await host.GenerateAsync());
        await host.Payouts.CancelAsync(canceled.Payout!.Value, null);
        await host.VerifyAsync();
        var paid = await PayAsync(host);
        foreach (var wrong in new Func<Payout, Payout>[]
        {
            payout => payout with { ReservedMinorUnits = 999 },
            payout => payout with { ReserveRate = new Rate(999) },
            payout => payout with { ReservedUntil = null },
            payout => payout with { ReserveReleasedAt = Time.Now },
        })
        {
            await SaveAsync(wrong((await ReadAsync(Query<Payout>.All.Equal(p => p.Id, paid.Id)))[0]));
            Assert.Contains("payout_reserved", (await host.Get<LedgerAudit>().VerifyAsync()).Select(v => v.Code));
            await SaveAsync(paid with { Version = (await ReadAsync(Query<Payout>.All.Equal(p => p.Id, paid.Id)))[0].Version });
            await host.VerifyAsync();
        }
    }

    /// <summary>Whatever is sold, refunded, paid, called off and given back, at the end everything kept was paid, to the last cent.</summary>
    [ConditionalFact]
    public async Task Any_sequence_pays_everything_in_the_end()
    {
        await using var host = StartHost();
        var program = (await host.ProgramAsync()).Id;
        await host.ReferAsync("user-1");
        var number = 0;
        var steps = Gen.ArrayOf(Gen.Zip(Gen.Elements("sale", "sale", "refund", "generate", "pay", "pay", "cancel", "return", "days"), Gen.Choose(1, 9_999)), 20);
        await Seeded.CheckAsync(steps, 8, async story =>
        {
            foreach (var (kind, value) in story)
            {
                await TakeAsync(host, kind, value, ++number);
                await host.VerifyAsync();
            }

            await host.SellApprovedAsync($"last-{number}", 9_999_999);
            for (var round = 0; round < 3; round++)
            {
                await PayAllAsync(host);
                Time.Advance(TimeSpan.FromDays(60));
                await host.RunDueAsync(WorkKind.ReserveRelease);
            }

            await host.VerifyAsync();
            var (paid, _, reserved, total) = await BalanceAsync(host, program);
            Assert.Equal((await KeptAsync(host), 0, 0), (paid, reserved, total));
        });
    }

    private static async Task TakeAsync(MoneyHost host, string kind, int value, int number)
    {
        var open = await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Pending));
        var paid = (await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Paid))).Where(p => p.ReturnedAt is null).ToList();
        switch (kind)
        {
            case "sale":
                await host.SellApprovedAsync($"order-{number}", 5 + value);
                break;
            case "refund" when await host.ListAsync<Sale>() is { Count: > 0 } sales:
                await host.ReverseAsync(sales[value % sales.Count].TransactionId, $"refund-{number}", value);
                break;
            case "generate":
                await host.GenerateAsync();
                break;
            case "pay" when open.Count > 0:
                await host.Payouts.ConfirmAsync(open[value % open.Count].Id, "bank");
                break;
            case "cancel" when open.Count > 0:
                await host.Payouts.CancelAsync(open[value % open.Count].Id, null);
                break;
            case "return" when paid.Count > 0:
                await host.Payouts.ReturnAsync(paid[value % paid.Count].Id, null);
                break;
            case "days":
                host.Wait(TimeSpan.FromDays(value % 40));
                await host.RunDueAsync(WorkKind.ReserveRelease);
                break;
        }
    }

    private static async Task PayAllAsync(MoneyHost host)
    {
        await host.GenerateAsync();
        foreach (var payout in await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Pending)))
        {
            await host.Payouts.ConfirmAsync(payout.Id, "bank");
        }

        await host.GenerateAsync();
        foreach (var payout in await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Pending)))
        {
            await host.Payouts.ConfirmAsync(payout.Id, "bank");
        }
    }

    private static async Task<long> KeptAsync(MoneyHost host) => (await host.ListAsync<Commission>()).Sum(c => c.KeptMinorUnits);

    /// <summary>One program that keeps 10 % for 60 days.</summary>
    private MoneyHost StartHost(Rate? withholding = null, TimeSpan? writeOffAfter = null) => new(
        Store, Time, affiliate => affiliate.AddProgram("default", options =>
        {
            options.ReserveRate = new Rate(1_000);
            options.ReservePeriod = TimeSpan.FromDays(60);
            options.WithholdingRate = withholding;
            options.WriteOffAfter = writeOffAfter;
        }));

    private static async Task<Payout> PayAsync(MoneyHost host)
    {
        var made = Assert.Single(await host.GenerateAsync());
        await host.Payouts.ConfirmAsync(made.Payout!.Value, "bank-1");
        await host.Payouts.ConfirmAsync(made.Payout!.Value, "bank-1");
        await host.VerifyAsync();
        return Assert.Single(await host.ListAsync(Query<Payout>.All.Equal(p => p.Id, made.Payout.Value)));
    }

    /// <summary>Does the work of the release again, as after a crash.</summary>
    private static Task RepeatAsync(MoneyHost host, PayoutId payout) => RunAsync(host, WorkKind.ReserveRelease, payout.ToString());

    private static Task WriteOffAsync(MoneyHost host) => RunAsync(host, WorkKind.WriteOff, "all");

    private static Task RunAsync(MoneyHost host, WorkKind kind, string subject) =>
        host.Get<IEnumerable<IWorkHandler>>().Single(one => one.Kind == kind).RunAsync(
            new WorkItem { Id = Sample.Id<WorkItemId>(), Kind = kind, Subject = subject, CreatedAt = Sample.Now, DueAt = Sample.Now }, CancellationToken.None);

    private static async Task<(long Paid, long Withheld, long Reserved, long Total)> BalanceAsync(MoneyHost host, ProgramId program)
    {
        var balance = Assert.Single((await host.Get<AffiliateLedger>().BalancesAsync(program, new BalanceFilter(), new PageRequest())).Items);
        return (balance.PaidMinorUnits, balance.WithheldMinorUnits, balance.ReservedMinorUnits, balance.TotalMinorUnits);
    }

    /// <summary>The credits of an account less its debits.</summary>
    private static async Task<long> AccountAsync(MoneyHost host, ProgramId program, string account)
    {
        var balance = 0L;
        await foreach (var line in host.Get<AffiliateLedger>().JournalAsync(program, new LedgerFilter()))
        {
            balance += line.CreditAccount == account ? line.Amount.MinorUnits : line.DebitAccount == account ? -line.Amount.MinorUnits : 0;
        }

        return balance;
    }
}
