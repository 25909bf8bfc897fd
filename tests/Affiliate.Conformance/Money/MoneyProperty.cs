using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>
/// Any sequence of sales, refunds, disputes, approvals, payouts and cancellations keeps the ledger right (I9–I15) and ends
/// where a straightforward recomputation ends.
/// </summary>
public abstract class MoneyProperty : StoreConformance
{
    private const int Sequences = 12;

    private const int Steps = 25;
    private const int Orders = 3;

    /// <summary>A failure names the seed and the shortest sequence that fails.</summary>
    [ConditionalFact]
    public async Task I9_to_I15_any_sequence_ends_where_the_recomputation_ends()
    {
        await using var host = new MoneyHost(Store, Time);
        var numbers = 0;
        await Seeded.CheckAsync(
            Gen.ArrayOf(StepGenerator(), Steps), Sequences, steps => EndsRightAsync(host, $"sequence-{++numbers}", steps),
            () => BalancesAreRightAsync(host));
    }

    private static async Task BalancesAreRightAsync(MoneyHost host)
    {
        // Every balance is what was kept of all sales less what was paid, in pending, approved and processing together.
        var balances = await host.Get<AffiliateLedger>().BalancesAsync((await host.ProgramAsync()).Id, new BalanceFilter(), default);
        Assert.Equal(await host.BalanceAsync(), balances.Items.Sum(b => b.TotalMinorUnits));
        var paid = (await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Paid))).Sum(p => p.AmountMinorUnits);
        Assert.Equal(paid, balances.Items.Sum(b => b.PaidMinorUnits));
    }

    /// <summary>All orders of a sequence end as the model says.</summary>
    private static async Task EndsRightAsync(MoneyHost host, string name, Step[] steps)
    {
        var model = new Model(name);
        foreach (var step in steps)
        {
            await model.TakeAsync(host, step);
        }

        foreach (var (order, expected) in model.Kept())
        {
            Assert.Equal((order, expected), (order, await KeptAsync(host, order)));
        }

        await host.VerifyAsync();
    }

    private static Gen<Step> StepGenerator() =>
        from kind in Gen.Elements("sale", "sale", "refund", "refund", "dispute", "lose", "win", "approve", "reject", "generate", "pay", "cancel")
        from order in Gen.Choose(0, Orders - 1)
        from part in Gen.Choose(1, 4)
        select new Step(kind, order, part);

    private static async Task<long> KeptAsync(MoneyHost host, string order)
    {
        var sale = (await host.ListAsync<Sale>()).Single(s => s.TransactionId == order);
        var commission = Assert.Single(await host.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, sale.Id)));
        return (await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.CommissionId, commission.Id))).Sum(e => e.AmountMinorUnits);
    }

    private sealed record Step(string Kind, int Order, int Part);

    /// <summary>What must come out, in the plainest way: sums of what is known of each order.</summary>
    private sealed class Model(string prefix)
    {
        private readonly Dictionary<int, (long Amount, List<long> Refunds, string? Dispute, long DisputeAmount, bool IsRejected)> _orders = [];

        public IEnumerable<(string Order, long Kept)> Kept() => _orders.Select(pair =>
        {
            var (amount, refunds, dispute, disputed, isRejected) = pair.Value;
            var gone = Math.Min(amount, refunds.Sum() + (dispute == "lost" ? disputed : 0));
            var earned = amount * 20 / 100;
            return (Name(pair.Key), isRejected ? 0 : earned * (amount - gone) / amount);
        });

        public async Task TakeAsync(MoneyHost host, Step step)
        {
            var (kind, order, part) = step;
            if (kind is "generate" or "pay" or "cancel")
            {
                await PayAsync(host, kind);
                return;
            }

            if (kind == "sale")
            {
                if (_orders.TryAdd(order, (9_901 + (order * 3_333), [], null, 0, false)))
                {
                    // Of one customer each: a rejected first commission stops what that customer's later payments earn.
                    await host.ReferAsync(Name(order));
                    await host.SellAsync(Name(order), _orders[order].Amount, Name(order));
                }

                return;
            }

            if (_orders.TryGetValue(order, out var known))
            {
                _orders[order] = await ChangeAsync(host, kind, Name(order), known, part);
            }
        }

        private static async Task<(long, List<long>, string?, long, bool)> ChangeAsync(
            MoneyHost host, string kind, string name,
            (long Amount, List<long> Refunds, string? Dispute, long DisputeAmount, bool IsRejected) order, int part)
        {
            switch (kind)
            {
                case "refund":
                    order.Refunds.Add(order.Amount / part);
                    await host.ReverseAsync(name, $"{name}-refund-{order.Refunds.Count}", order.Amount / part);
                    break;
                case "dispute" when order.Dispute is null:
                    order = order with { Dispute = "open", DisputeAmount = order.Amount / part };
                    await host.ReverseAsync(name, $"{name}-dispute", order.DisputeAmount, ReversalKind.Dispute, ReversalState.Held);
                    break;
                case "lose" or "win" when order.Dispute is not null:
                    order = order with { Dispute = kind == "lose" ? "lost" : "won" };
                    await host.ReverseAsync(
                        name, $"{name}-dispute", order.DisputeAmount, ReversalKind.Dispute,
                        kind == "lose" ? ReversalState.Effective : ReversalState.Released);
                    break;
                case "approve" or "reject":
                    order = order with { IsRejected = await DecideAsync(host, name, kind) || order.IsRejected };
                    break;
            }

            return order;
        }

        /// <summary>Whether it was rejected. Moves that are not allowed change nothing (I11).</summary>
        private static async Task<bool> DecideAsync(MoneyHost host, string name, string kind)
        {
            var sale = (await host.ListAsync<Sale>()).Single(s => s.TransactionId == name);
            var commission = Assert.Single(await host.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, sale.Id)));
            var desk = host.Get<CommissionDesk>();
            var decided = kind == "approve"
                ? await desk.ApproveAsync(commission.ProgramId, [commission.Id])
                : await desk.RejectAsync(commission.ProgramId, [commission.Id]);
            return kind == "reject" && decided.Moved.Count > 0;
        }

        private static async Task PayAsync(MoneyHost host, string kind)
        {
            var open = (await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Pending))).MinBy(p => p.Id.Value);
            if (kind == "generate")
            {
                await host.GenerateAsync();
            }
            else if (open is not null)
            {
                _ = kind == "pay" ? await host.Payouts.ConfirmAsync(open.Id, "bank") : await host.Payouts.CancelAsync(open.Id, null);
            }
        }

        private string Name(int order) => $"{prefix}-{order}";
    }
}
