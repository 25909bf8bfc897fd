using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Conformance;

/// <summary>Payouts that a program makes by itself, on whatever store (semantics, row Payout).</summary>
public abstract class PayoutScheduleConformance : StoreConformance
{
    private static readonly DateTimeOffset EndOfMarch = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The dry run is told first, and is what the run makes.</summary>
    [ConditionalFact]
    public async Task A_month_is_announced_with_what_it_would_pay_and_paid_a_day_later_once()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 30_000);
        await host.ReferAsync("user-2", "beta");
        await host.SellApprovedAsync("order-2", 10_000, "user-2");
        await PlanAsync(host);
        Assert.Empty(await host.ListAsync<PayoutBatch>());

        Time.Now = EndOfMarch;
        await PlanAsync(host);
        await PlanAsync(host);
        var plan = await host.Payouts.PlanAsync(null);
        await host.SellApprovedAsync("order-3", 70_000);
        await host.RunDueAsync(WorkKind.PayoutBatch);
        Assert.Empty(await host.ListAsync<Payout>());
        var announced = Assert.Single(await EventsAsync<PayoutBatchAnnounced>(host, EventTypes.PayoutBatchAnnounced));
        Assert.Equal((1, 6_000), (announced.PayoutCount, announced.TotalAmountCents!["USD"]));
        Assert.Equal((true, announced.BatchId, EndOfMarch.AddDays(1)), (plan.IsAnnounced, plan.Next!.Id, plan.Next.RunAt));

        Time.Now = EndOfMarch.AddDays(1);
        await host.RunDueAsync(WorkKind.PayoutBatch);
        await host.RunDueAsync(WorkKind.PayoutBatch);
        var payout = Assert.Single(await host.ListAsync<Payout>());
        var completed = Assert.Single(await EventsAsync<PayoutBatchEnded>(host, EventTypes.PayoutBatchCompleted));

        Assert.Equal((6_000, PayoutStatus.Pending, EndOfMarch), (payout.AmountMinorUnits, payout.Status, payout.PeriodEnd));
        Assert.Equal([null, "below_minimum"], plan.DryRun.Select(line => line.Reason).Order());
        Assert.Equal(plan.DryRun.Single(line => line.Reason is null).Amount, payout.ToPay);
        Assert.Equal((1, 6_000, false), (completed.PayoutCount, completed.TotalAmountCents["USD"], completed.IsSkipped));
        Assert.NotNull(Assert.Single((await host.Payouts.PlanAsync(null)).Past).CompletedAt);
        await host.VerifyAsync();
    }

    /// <summary>A run that was killed half-way, taken up by two instances at once: each partner is paid once.</summary>
    [ConditionalFact]
    public async Task I14_a_run_killed_half_way_and_taken_up_twice_pays_each_partner_once()
    {
        await using var one = new MoneyHost(Store, Time);
        await using var two = new MoneyHost(CreateFurtherStore(), Time);
        for (var partner = 0; partner < 3; partner++)
        {
            await (partner == 0 ? two : one).ReferAsync($"user-{partner}", $"partner-{partner}");
            await one.SellApprovedAsync($"order-{partner}", 30_000, $"user-{partner}");
        }

        Time.Now = EndOfMarch;
        await PlanAsync(one);
        await PlanAsync(two);
        var batch = Assert.Single(await one.ListAsync<PayoutBatch>());
        var first = (await one.ListAsync<Partner>()).Single(p => p.Slug == "partner-0");
        await one.Get<PayoutMaker>().MakeAsync(
            await one.ProgramAsync(), batch.ToRun(isDry: false) with { PartnerId = first.Id }, null, default);
        await one.SellApprovedAsync("order-late", 90_000, "user-0");
        await Store.ExecuteAsync(
            async (unit, ct) =>
            {
                var late = await unit.ListAsync(Query<Commission>.All.Equal(c => c.Status, CommissionStatus.Approved).Equal(c => c.PartnerId, first.Id), ct);
                unit.Save(late[0] with { CreatedAt = EndOfMarch.AddDays(-1) });
                return true;
            },
            default);

        Time.Now = batch.RunAt;
        await one.ProgramAsync();
        await two.ProgramAsync();
        await Task.WhenAll(new[] { one, two }.Select(host => Task.Run(() => RunAsync(host, batch))));

        Assert.Equal([6_000, 6_000, 6_000], (await one.ListAsync<Payout>()).Select(p => p.AmountMinorUnits));
        Assert.Equal(3, Assert.Single(await EventsAsync<PayoutBatchEnded>(one, EventTypes.PayoutBatchCompleted)).PayoutCount);
        await one.VerifyAsync();
    }

    /// <summary>Off means off, and switching on pays for what ends later.</summary>
    [ConditionalFact]
    public async Task A_program_without_schedule_pays_nothing_by_itself_and_skips_what_was_announced()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 30_000);
        Time.Now = EndOfMarch;
        await PlanAsync(host);
        await ScheduleAsync(host, PayoutSchedule.OnRequest);

        Time.Now = EndOfMarch.AddDays(1);
        await host.RunDueAsync(WorkKind.PayoutBatch);
        Assert.Single(await EventsAsync<PayoutBatchEnded>(host, EventTypes.PayoutBatchSkipped));
        Time.Now = EndOfMarch.AddMonths(3);
        await PlanAsync(host);
        Assert.Single(await host.ListAsync<PayoutBatch>());

        // Switched on again it does not make up for the time before.
        await ScheduleAsync(host, PayoutSchedule.Weekly);
        await PlanAsync(host);
        Assert.Single(await host.ListAsync<PayoutBatch>());
        Time.Advance(TimeSpan.FromDays(7));
        await PlanAsync(host);
        Time.Advance(TimeSpan.FromDays(1));
        await host.RunDueAsync(WorkKind.PayoutBatch);

        Assert.Equal(6_000, Assert.Single(await host.ListAsync<Payout>()).AmountMinorUnits);
        await host.VerifyAsync();
    }

    private static async Task PlanAsync(MoneyHost host)
    {
        await host.Get<RecurringWork>().EnsureAsync(WorkKind.PayoutPlanning, "all", default);
        host.Get<ProgramDirectory>().Forget();
        var handler = host.Get<IEnumerable<IWorkHandler>>().Single(one => one.Kind == WorkKind.PayoutPlanning);
        await handler.RunAsync((await host.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.PayoutPlanning)))[0], default);
    }

    private static async Task<bool> RunAsync(MoneyHost host, PayoutBatch batch)
    {
        try
        {
            var handler = host.Get<IEnumerable<IWorkHandler>>().Single(one => one.Kind == WorkKind.PayoutBatch);
            await handler.RunAsync(PayoutBatchWork.ItemFor(batch), default);
            return true;
        }
        catch (AffiliateBusyException)
        {
            return false;
        }
    }

    private async Task ScheduleAsync(MoneyHost host, PayoutSchedule schedule)
    {
        await Store.ExecuteAsync(
            async (unit, ct) =>
            {
                var program = (await unit.ListAsync(Query<AffiliateProgram>.All, ct))[0];
                unit.Save(program with { PayoutSchedule = schedule, PayoutScheduleSince = Time.Now });
                return true;
            },
            default);
        host.Get<ProgramDirectory>().Forget();
    }

    private static async Task<List<T>> EventsAsync<T>(MoneyHost host, string type) where T : AffiliateEvent =>
        [.. (await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, type))).Select(e => (T)EventJson.Read(e, typeof(T)))];
}
