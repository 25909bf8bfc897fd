namespace Affiliate.Conformance;

/// <summary>Balances and their history, on whatever store (I15, AH-43).</summary>
public abstract class BalanceConformance : StoreConformance
{
    /// <summary>Each step moves the amount on; every instant can be asked for again later.</summary>
    [ConditionalFact]
    public async Task I15_a_balance_can_be_had_as_it_was_at_any_past_instant()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        var seen = new List<(DateTimeOffset At, string Balance)>();

        await NoteAsync(() => host.SellAsync("order-1", 30_000), "6000 0 0 0");
        await NoteAsync(() => host.SellAsync("order-2", 50_000), "16000 0 0 0");
        await NoteAsync(() => ApproveAsync(host, "order-1"), "10000 6000 0 0");
        await NoteAsync(() => host.GenerateAsync(), "10000 0 6000 0");
        await NoteAsync(() => LastPayoutAsync(id => host.Payouts.CancelAsync(id, "by mistake")), "10000 6000 0 0");
        await NoteAsync(() => host.GenerateAsync(), "10000 0 6000 0");
        await NoteAsync(() => LastPayoutAsync(id => host.Payouts.ConfirmAsync(id, "bank-1")), "10000 0 0 6000");
        await NoteAsync(() => host.ReverseAsync("order-1", "r-1", 15_000), "10000 -3000 0 6000");
        await NoteAsync(() => host.ReverseAsync("order-2", "r-2", 25_000), "5000 -3000 0 6000");
        await NoteAsync(() => ApproveAsync(host, "order-2"), "0 2000 0 6000");
        await NoteAsync(() => host.GenerateAsync(), "0 0 2000 6000");
        await NoteAsync(() => LastPayoutAsync(id => host.Payouts.ConfirmAsync(id, "bank-2")), "0 0 0 8000");

        foreach (var (at, balance) in seen)
        {
            Assert.Equal((at, balance), (at, await BalanceAsync(at)));
        }

        Assert.Equal("", await BalanceAsync(seen[0].At.AddSeconds(-1)));
        await host.VerifyAsync();

        async Task NoteAsync(Func<Task> step, string expected)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await step();
            Assert.Equal(expected, await BalanceAsync(asOf: null));
            seen.Add((Time.Now, expected));
        }

        async Task LastPayoutAsync(Func<PayoutId, Task> move) => await move(
            (await host.ListAsync(Query<Payout>.All.Descending(p => p.Id).Take(1))).Single().Id);

        async Task<string> BalanceAsync(DateTimeOffset? asOf)
        {
            var page = await host.Get<AffiliateLedger>().BalancesAsync(
                (await host.ProgramAsync()).Id, new BalanceFilter { AsOf = asOf }, default);
            return string.Join("; ", page.Items.Select(
                b => $"{b.PendingMinorUnits} {b.ApprovedMinorUnits} {b.ProcessingMinorUnits} {b.PaidMinorUnits}"));
        }
    }

    /// <summary>I9: partners and currencies stand apart.</summary>
    [ConditionalFact]
    public async Task I9_each_partner_and_currency_has_a_balance_of_its_own()
    {
        await using var host = new MoneyHost(Store, Time);
        var alpha = await host.ReferAsync("user-1", "alpha");
        await host.ReferAsync("user-2", "beta");
        await host.SellAsync("order-1", 10_000, "user-1");
        await host.SellAsync("order-2", 1_000, "user-1", "JPY");
        await host.SellAsync("order-3", 20_000, "user-2");
        var (ledger, program) = (host.Get<AffiliateLedger>(), (await host.ProgramAsync()).Id);

        var all = await ledger.BalancesAsync(program, new BalanceFilter(), new PageRequest(1, 2));
        var ofAlpha = await ledger.BalancesAsync(program, new BalanceFilter { Partner = alpha.Id, Currency = "JPY" }, default);
        var ofOther = await ledger.BalancesAsync(Sample.Id<ProgramId>(), new BalanceFilter(), default);

        Assert.Equal((3L, 2), (all.Total, all.Items.Count));
        Assert.Equal(("JPY", 200L), (Assert.Single(ofAlpha.Items).Currency, ofAlpha.Items[0].TotalMinorUnits));
        Assert.Empty(ofOther.Items);
    }

    /// <summary>I10: the journal has every entry once, as a pair, and ends at the balances.</summary>
    [ConditionalFact]
    public async Task I10_the_journal_balances_and_ends_at_what_is_owed()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 30_000);
        await host.SellAsync("order-2", 10_000);
        await host.ReverseAsync("order-2", "r-1", 5_000);
        await host.Payouts.ConfirmAsync(Assert.Single(await host.GenerateAsync()).Payout!.Value, "bank-1");
        var program = (await host.ProgramAsync()).Id;

        var lines = await host.Get<AffiliateLedger>().JournalAsync(program, new LedgerFilter()).ToListAsync();

        Assert.Equal(
            [
                "Earned commission_expense partner_payable 6000", "Earned commission_expense partner_payable 2000",
                "Reversed partner_payable commission_expense 1000", "Paid partner_payable payout_clearing 6000",
            ],
            lines.Select(l => $"{l.Kind} {l.DebitAccount} {l.CreditAccount} {l.Amount.MinorUnits}").Order(EntryOrder));
        var owed = lines.Sum(l => l.CreditAccount == JournalAccounts.PartnerPayable ? l.Amount.MinorUnits : -l.Amount.MinorUnits);
        Assert.Equal(await host.BalanceAsync(), owed);
    }

    /// <summary>Reading on by the last entry gives every entry once, whatever the size of the page.</summary>
    [ConditionalFact]
    public async Task Entries_are_read_on_from_the_last_one()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        for (var order = 0; order < 7; order++)
        {
            await host.SellAsync($"order-{order}", 10_000);
            Time.Advance(TimeSpan.FromSeconds(order % 2));
        }

        var (ledger, program) = (host.Get<AffiliateLedger>(), (await host.ProgramAsync()).Id);
        var read = new List<LedgerEntryId>();
        Page<LedgerEntry> page;
        do
        {
            LedgerEntryId? before = read.Count == 0 ? null : read[^1];
            page = await ledger.EntriesAsync(program, new LedgerFilter { Before = before }, new PageRequest(1, 3));
            read.AddRange(page.Items.Select(entry => entry.Id));
        }
        while (page.Items.Count == 3);

        Assert.Equal((await host.ListAsync<LedgerEntry>()).Select(e => e.Id.Value).OrderDescending(), read.Select(id => id.Value));
    }

    // Entries of one millisecond have no order among themselves.
    private static readonly Comparer<string> EntryOrder = Comparer<string>.Create(
        (left, right) => (Rank(left), -Amount(left)).CompareTo((Rank(right), -Amount(right))));

    private static int Rank(string line) => (int)Enum.Parse<LedgerEntryKind>(line.Split(' ')[0]);

    private static int Amount(string line) => int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ApproveAsync(MoneyHost host, string order)
    {
        var sale = (await host.ListAsync<Sale>()).Single(s => s.TransactionId == order);
        var commission = Assert.Single(await host.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, sale.Id)));
        await host.Get<CommissionDesk>().ApproveAsync(commission.ProgramId, [commission.Id]);
    }
}
