using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>
/// Any sequence of sales, refunds, disputes, approvals, payouts, cancellations and returns keeps the ledger right (I9–I15) and
/// ends where a straightforward recomputation ends, to the last cent that is paid.
/// </summary>
public abstract class MoneyPropertyConformance : StoreConformance
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
        foreach (var currency in new[] { "USD", "JPY" })
        {
            var ours = balances.Items.Where(b => b.Currency == currency).ToList();
            Assert.Equal(await host.BalanceAsync(currency), ours.Sum(b => b.TotalMinorUnits));
            Assert.Equal(await PaidAsync(host, currency), ours.Sum(b => b.PaidMinorUnits));
        }
    }

    /// <summary>What was paid and did not come back.</summary>
    private static async Task<long> PaidAsync(MoneyHost host, string currency) =>
        (await host.ListAsync(Query<Payout>.All.Equal(p => p.Status, PayoutStatus.Paid).Equal(p => p.Currency, currency)))
            .Where(p => p.ReturnedAt is null).Sum(p => p.AmountMinorUnits);

    /// <summary>All orders of a sequence end as the model says, and so does what is paid once everything is settled.</summary>
    private static async Task EndsRightAsync(MoneyHost host, string name, Step[] steps)
    {
        var before = (Usd: await PaidAsync(host, "USD"), Jpy: await PaidAsync(host, "JPY"));
        var model = new Model(name);
        foreach (var step in steps)
        {
            await model.TakeAsync(host, step);
        }

        await CheckAsync(host, model);
        await model.SettleAsync(host);
        await CheckAsync(host, model);
        foreach (var (currency, paid) in new[] { ("USD", before.Usd), ("JPY", before.Jpy) })
        {
            Assert.Equal(0, await host.BalanceAsync(currency));
            Assert.Equal(paid + model.Kept(currency).Sum(one => one.Kept), await PaidAsync(host, currency));
        }
    }

    private static async Task CheckAsync(MoneyHost host, Model model)
    {
        foreach (var (order, expected) in model.Kept("USD").Concat(model.Kept("JPY")))
        {
            Assert.Equal((order, expected), (order, await KeptAsync(host, order)));
        }

        await host.VerifyAsync();
    }

    private static Gen<Step> StepGenerator() =>
        from kind in Gen.Elements(
            "sale", "sale", "refund", "refund", "dispute", "lose", "win", "approve", "approve", "reject", "review", "generate", "generate", "pay",
            "cancel", "fail", "return")
        from order in Gen.Choose(0, Orders - 1)
        from part in Gen.Choose(1, 4)
        select new Step(kind, order, part);

    private static async Task<Commission> CommissionAsync(MoneyHost host, string order)
    {
        var sale = Assert.Single(await host.ListAsync(Query<Sale>.All.Equal(s => s.ProductId, order)));
        return Assert.Single(await host.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, sale.Id)));
    }

    private static async Task<long> KeptAsync(MoneyHost host, string order)
    {
        var commission = await CommissionAsync(host, order);
        return (await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.CommissionId, commission.Id))).Sum(e => e.AmountMinorUnits);
    }

    private sealed record Step(string Kind, int Order, int Part);

    /// <summary>What is known of an order; of orders that are still to come, refunds and disputes may be.</summary>
    private sealed class Order(string name, long amount, string partner, string currency)
    {
        public string Name => name;

        public long Amount => amount;

        public string Partner => partner;

        public string Currency => currency;

        public bool IsSold { get; set; }

        public bool IsRejected { get; set; }

        public List<long> Refunds { get; } = [];

        public string? Dispute { get; set; }

        public long Disputed { get; set; }

        public long Kept
        {
            get
            {
                var gone = Math.Min(amount, Refunds.Sum() + (Dispute == "lost" ? Disputed : 0));
                return IsRejected ? 0 : amount * 20 / 100 * (amount - gone) / amount;
            }
        }
    }

    /// <summary>What must come out, in the plainest way: sums of what is known of each order.</summary>
    private sealed class Model(string prefix)
    {
        private readonly List<Order> _orders =
            [.. Enumerable.Range(0, Orders).Select(i => new Order($"{prefix}-{i}", 9_901 + (i * 3_333), i == 2 ? "beta" : "alpha", i == 2 ? "JPY" : "USD"))];

        public IEnumerable<(string Order, long Kept)> Kept(string currency) =>
            _orders.Where(order => order.IsSold && order.Currency == currency).Select(order => (order.Name, order.Kept));

        public async Task TakeAsync(MoneyHost host, Step step)
        {
            if (step.Kind is "generate" or "pay" or "cancel" or "fail" or "return")
            {
                await PayAsync(host, step.Kind, step.Part);
            }
            else if (step.Kind == "sale")
            {
                await SellAsync(host, _orders[step.Order]);
            }
            else
            {
                await ChangeAsync(host, _orders[step.Order], step.Kind, step.Part);
            }
        }

        /// <summary>Disputes are won, what waits is approved, payouts are paid, and a further sale covers what partners owe.</summary>
        public async Task SettleAsync(MoneyHost host)
        {
            foreach (var order in _orders.Where(order => order.IsSold))
            {
                await ChangeAsync(host, order, "win", 1);
                await ChangeAsync(host, order, "approve", 1);
            }

            foreach (var (partner, currency) in _orders.Select(order => (order.Partner, order.Currency)).Distinct().ToList())
            {
                var last = new Order($"{prefix}-{partner}-last", 1_000_000, partner, currency);
                _orders.Add(last);
                await SellAsync(host, last);
                await ChangeAsync(host, last, "approve", 1);
            }

            await PayAllAsync(host);
            await host.GenerateAsync();
            await PayAllAsync(host);
        }

        private static async Task PayAllAsync(MoneyHost host)
        {
            foreach (var payout in await host.ListAsync(Query<Payout>.All.In(p => p.Status, Payout.OpenStatuses)))
            {
                await host.Payouts.ConfirmAsync(payout.Id, "bank");
            }
        }

        private static async Task SellAsync(MoneyHost host, Order order)
        {
            if (!order.IsSold)
            {
                // Of one customer each: a rejected first commission stops what that customer's later payments earn.
                order.IsSold = true;
                await host.ReferAsync(order.Name, order.Partner);
            }

            // The same payment again is the same sale.
            await host.Tracker.RecordAsync(new Payment
            {
                Source = order.Name,
                Amount = new Money(order.Amount, order.Currency),
                Customer = order.Name,
                ProductId = order.Name,
            });
        }

        private static async Task ChangeAsync(MoneyHost host, Order order, string kind, int part)
        {
            switch (kind)
            {
                case "refund":
                    order.Refunds.Add(order.Amount / part);
                    await host.ReverseAsync(
                        order.Name, $"{order.Name}-refund-{order.Refunds.Count}", order.Amount / part, currency: order.Currency);
                    break;
                case "dispute" when order.Dispute is null:
                    (order.Dispute, order.Disputed) = ("open", order.Amount / part);
                    await DisputeAsync(host, order, ReversalState.Held);
                    break;
                case "lose" or "win" when order.Dispute is not null:
                    order.Dispute = kind == "lose" ? "lost" : "won";
                    await DisputeAsync(host, order, kind == "lose" ? ReversalState.Effective : ReversalState.Released);
                    break;
                case "approve" or "reject" or "review" when order.IsSold:
                    order.IsRejected |= await DecideAsync(host, order.Name, kind);
                    break;
            }
        }

        private static Task DisputeAsync(MoneyHost host, Order order, ReversalState state) => host.ReverseAsync(
            order.Name, $"{order.Name}-dispute", order.Disputed, ReversalKind.Dispute, state, order.Currency);

        /// <summary>Whether it was rejected. Moves that are not allowed change nothing (I11).</summary>
        private static async Task<bool> DecideAsync(MoneyHost host, string name, string kind)
        {
            var commission = await CommissionAsync(host, name);
            var desk = host.Get<CommissionDesk>();
            CommissionId[] ids = [commission.Id];
            var decided = kind switch
            {
                "approve" => await desk.ApproveAsync(commission.ProgramId, ids),
                "reject" => await desk.RejectAsync(commission.ProgramId, ids),
                _ => await desk.ReviewAsync(commission.ProgramId, ids),
            };
            return kind == "reject" && decided.Moved.Count > 0;
        }

        /// <summary>Moves one of the payouts that can make the move.</summary>
        private static async Task PayAsync(MoneyHost host, string kind, int part)
        {
            if (kind == "generate")
            {
                await host.GenerateAsync();
                return;
            }

            var able = (await host.ListAsync(Query<Payout>.All.Equal(
                    p => p.Status, kind == "return" ? PayoutStatus.Paid : PayoutStatus.Pending)))
                .Where(p => p.ReturnedAt is null).OrderByDescending(p => p.Id.Value).Take(4).ToList();
            if (able.Count > 0)
            {
                var id = able[part % able.Count].Id;
                _ = kind switch
                {
                    "pay" => await host.Payouts.ConfirmAsync(id, "bank"),
                    "cancel" => await host.Payouts.CancelAsync(id, null),
                    "fail" => await host.Payouts.FailAsync(id, null),
                    _ => await host.Payouts.ReturnAsync(id, null),
                };
            }
        }
    }
}
