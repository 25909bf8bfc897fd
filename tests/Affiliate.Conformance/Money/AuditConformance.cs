namespace Affiliate.Conformance;

/// <summary>I15: what a hand in the tables changes is found and named, on whatever store.</summary>
public abstract class AuditConformance : StoreConformance
{
    private static readonly PayoutId NoPayout = Sample.Id<PayoutId>();

    /// <summary>Every kind of fault, each with what plants it.</summary>
    private static readonly Dictionary<string, Func<Ledger, Task>> Faults = new()
    {
        ["commission_orphan"] = l => l.RemoveAsync(l.Pending.Sale),
        ["commission_sale"] = l => l.SaveAsync(l.Pending.Commission with { BaseMinorUnits = 20_000 }),
        ["commission_amount"] = l => l.SaveAsync(l.Pending.Commission with { AmountMinorUnits = 1 }),
        ["commission_unsettled"] = l => l.SaveAsync(l.Pending.Commission with { UnsettledMinorUnits = 1 }),
        ["commission_approval"] = l => l.SaveAsync(l.Pending.Commission with { Status = CommissionStatus.Approved }),
        ["commission_unclaimed"] = l => l.SaveAsync(l.Pending.Commission with { Status = CommissionStatus.Processing }),
        ["commission_claimed"] = l => l.SaveAsync(l.Paid.Commission with { Status = CommissionStatus.Approved }),
        ["commission_hold"] = l => l.SaveAsync(l.Pending.Commission with { IsOnHold = true }),
        ["commission_reversed"] = l => l.SaveAsync(l.Pending.Commission with { ReversedMinorUnits = 5 }),
        ["currency_unknown"] = l => l.SaveAsync(l.Pending.Commission with { Currency = "XXX" }),
        ["sale_commissions"] = l => l.RemoveAsync(l.Pending.Commission),
        ["sale_reversals"] = l => l.SaveAsync(l.Pending.Sale with { ReversedMinorUnits = 100 }),
        ["entry_orphan"] = l => l.RemoveAsync(l.Pending.Commission),
        ["entry_earned"] = l => l.RemoveAsync(l.Pending.Earned),
        ["entry_sum"] = l => l.SaveAsync(l.Pending.Commission with { Status = CommissionStatus.Rejected }),
        ["entry_foreign"] = l => l.ReplaceAsync(l.Pending.Earned, l.Pending.Earned with { PartnerId = Sample.Id<PartnerId>() }),
        ["entry_sign"] = l => l.ReplaceAsync(l.Pending.Earned, l.Pending.Earned with { AmountMinorUnits = -2_000 }),
        ["entry_source"] = l => l.ReplaceAsync(l.Pending.Earned, l.Pending.Earned with { SourceKey = "earned:other" }),
        ["payout_items"] = l => l.SaveAsync(l.Payout with { AmountMinorUnits = 1 }),
        ["payout_paid"] = l => l.RemoveAsync(l.Payment),
        ["payout_withheld"] = l => l.SaveAsync(l.Payout with { WithheldMinorUnits = 1 }),
        ["payout_reserved"] = l => l.SaveAsync(l.Payout with { ReservedMinorUnits = 1 }),
        ["payout_amount"] = l => l.SaveAsync(l.Payout with { AmountMinorUnits = 0 }),
        ["payout_count"] = l => l.SaveAsync(l.Payout with { CommissionCount = 9 }),
        ["payout_date"] = l => l.SaveAsync(l.Payout with { PaidAt = null }),
        ["payout_statement"] = l => l.RemoveAsync(l.Statement),
        ["statement_gap"] = l => l.ReplaceAsync(l.Statement, l.Statement with { Number = 2 }),
        ["item_entry"] = l => l.RemoveAsync(l.Paid.Earned),
        ["item_amount"] = l => l.ReplaceAsync(l.Item, l.Item with { AmountMinorUnits = 1 }),
        ["item_foreign"] = l => l.ReplaceAsync(l.Item, l.Item with { CommissionId = l.Pending.Commission.Id }),
        ["item_orphan"] = l => l.ReplaceAsync(l.Item, l.Item with { PayoutId = NoPayout }),
        ["paid_orphan"] = l => l.RemoveAsync(l.Payout),
        ["seal_gap"] = l => l.RemoveAsync(l.Seals[1]),
        ["seal_order"] = l => l.SwapAsync(l.Seals[0], l.Seals[1]),
        ["seal_key"] = l => l.ReplaceAsync(l.Seals[1], l.Seals[1] with { KeyId = "forgotten" }),
        ["entry_changed"] = l => l.ReplaceAsync(l.Pending.Earned, l.Pending.Earned with { AmountMinorUnits = 2_001 }),
        ["entry_missing"] = l => l.RemoveAsync(l.Pending.Earned),
        ["entry_unsealed"] = l => l.InsertAsync(),
    };

    /// <summary>The kinds of fault, for the theory.</summary>
    public static TheoryData<string> Codes => [.. Faults.Keys];

    /// <summary>The ledger is right before, and each fault is named after.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Codes))]
    public async Task I15_a_planted_fault_is_found_and_named(string code)
    {
        await using var host = new MoneyHost(Store, Time);
        var ledger = await Ledger.MakeAsync(host, Time);
        await host.VerifyAsync();

        await Faults[code](ledger);

        Assert.Contains(code, (await host.Get<LedgerAudit>().VerifyAsync()).Select(v => v.Code));
    }

    /// <summary>An entry inserted by hand is found also while newer ones wait to be sealed.</summary>
    [ConditionalFact]
    public async Task I15_an_inserted_entry_is_found_beside_an_unsealed_tail()
    {
        await using var host = new MoneyHost(Store, Time);
        var ledger = await Ledger.MakeAsync(host, Time);
        await host.SellAsync("order-late", 10_000);
        Assert.Empty(await host.Get<LedgerAudit>().VerifyAsync());

        await ledger.InsertAsync();

        Assert.Contains("entry_unsealed", (await host.Get<LedgerAudit>().VerifyAsync()).Select(v => v.Code));
    }

    /// <summary>Sealing follows the commits; what is not sealed yet is told, not blamed.</summary>
    [ConditionalFact]
    public async Task The_unsealed_tail_is_reported_as_such()
    {
        await using var host = new MoneyHost(Store, Time);
        await Ledger.MakeAsync(host, Time);
        await host.SellAsync("order-late", 10_000);

        var before = await host.Get<LedgerAudit>().InspectAsync();
        await host.Get<SealWork>().SealAsync(CancellationToken.None);
        var after = await host.Get<LedgerAudit>().InspectAsync();

        Assert.Empty(before.Violations);
        Assert.Equal((4L, 3L, 1L), (before.Entries, before.SealedEntries, before.UnsealedEntries));
        Assert.Empty(after.Violations);
        Assert.Equal((0L, 4L), (after.UnsealedEntries, after.HeadSequence));
    }

    /// <summary>Two sealers at once, as after a lease that ran out, make one chain.</summary>
    [ConditionalFact]
    public async Task Sealers_at_once_make_one_chain()
    {
        await using var one = new MoneyHost(Store, Time);
        await using var two = new MoneyHost(CreateFurtherStore(), Time);
        await one.ReferAsync("user-1");
        for (var order = 0; order < 20; order++)
        {
            await one.SellAsync($"order-{order}", 10_000 + order);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => Task.Run(() => (number % 2 == 0 ? one : two).Get<SealWork>().SealAsync(CancellationToken.None))));

        Assert.Equal(20, (await one.Get<LedgerAudit>().InspectAsync()).SealedEntries);
        await one.VerifyAsync();
    }

    /// <summary>A sealed ledger with one pending and one paid commission.</summary>
    private sealed class Ledger(IAffiliateStore store)
    {
        public (Sale Sale, Commission Commission, LedgerEntry Earned) Pending { get; private set; }

        public (Sale Sale, Commission Commission, LedgerEntry Earned) Paid { get; private set; }

        public Payout Payout { get; private set; } = null!;

        public PayoutItem Item { get; private set; } = null!;

        public LedgerEntry Payment { get; private set; } = null!;

        public PayoutStatement Statement { get; private set; } = null!;

        public IReadOnlyList<LedgerSeal> Seals { get; private set; } = [];

        public static async Task<Ledger> MakeAsync(MoneyHost host, FakeTimeProvider time)
        {
            await host.ReferAsync("user-1");
            await host.SellApprovedAsync("order-paid", 20_000);
            await host.Payouts.ConfirmAsync(Assert.Single(await host.GenerateAsync()).Payout!.Value, "bank-1");
            time.Advance(TimeSpan.FromHours(1));
            await host.SellAsync("order-pending", 10_000);
            await host.Get<SealWork>().SealAsync(CancellationToken.None);
            return new Ledger(host.Store)
            {
                Pending = await OfAsync("order-pending"),
                Paid = await OfAsync("order-paid"),
                Payout = Assert.Single(await host.ListAsync<Payout>()),
                Item = Assert.Single(await host.ListAsync<PayoutItem>()),
                Payment = Assert.Single(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Paid))),
                Statement = Assert.Single(await host.ListAsync<PayoutStatement>()),
                Seals = await host.ListAsync(Query<LedgerSeal>.All.Ascending(s => s.Sequence)),
            };

            async Task<(Sale, Commission, LedgerEntry)> OfAsync(string order)
            {
                var sale = (await host.ListAsync<Sale>()).Single(s => s.TransactionId == order);
                var commission = Assert.Single(await host.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, sale.Id)));
                var entry = Assert.Single(await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.CommissionId, commission.Id)));
                return (sale, commission, entry);
            }
        }

        public Task SaveAsync<T>(T record) where T : class, IRecord<T> => store.SaveAsync(record);

        public Task RemoveAsync<T>(T record) where T : class, IRecord<T> => store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Remove(record);
                return Task.FromResult(true);
            },
            CancellationToken.None);

        public async Task ReplaceAsync<T>(T record, T other) where T : class, IRecord<T>
        {
            await RemoveAsync(record);
            await store.AddAsync(other);
        }

        public async Task SwapAsync(LedgerSeal one, LedgerSeal two)
        {
            await RemoveAsync(one);
            await RemoveAsync(two);
            await store.AddAsync(one with { Sequence = two.Sequence }, two with { Sequence = one.Sequence });
        }

        public async Task InsertAsync()
        {
            var at = Payment.CreatedAt;
            await store.AddAsync(Payment with
            {
                Id = AffiliateId.New<LedgerEntryId>(at),
                PayoutId = null,
                Kind = LedgerEntryKind.Adjusted,
                AmountMinorUnits = 100_000,
                SourceKey = "adjusted:by-hand",
            });
        }
    }
}
