using Affiliate.Core.Tests.Payments;

namespace Affiliate.Core.Tests.Ledger;

public sealed class CommissionDeskTests
{
    [Fact]
    public async Task A_commission_is_approved_at_the_second_its_hold_ends()
    {
        await using var harness = await SoldAsync();
        var commission = await CommissionAsync(harness);
        await WorkIsWaitingAsync(harness);

        harness.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(2));
        await Task.Yield();
        Assert.Equal(CommissionStatus.Pending, (await CommissionAsync(harness)).Status);
        await harness.RunClockUntilAsync(IsAsync(harness, CommissionStatus.Approved));

        Assert.InRange(harness.Time.GetUtcNow(), commission.HoldUntil, DateTimeOffset.MaxValue);
        var line = Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "commission.updated")));
        Assert.Contains("\"previous_status\":\"pending\"", line.Payload, StringComparison.Ordinal);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_disputed_commission_waits_beyond_its_hold_and_is_approved_when_the_dispute_is_won()
    {
        await using var harness = await SoldAsync();
        var dispute = ReversalTests.Refund("dispute-1") with { Kind = ReversalKind.Dispute, State = ReversalState.Held };
        await harness.Tracker.ReverseAsync(dispute);

        harness.Time.Advance(TimeSpan.FromDays(31));
        var commission = await CommissionAsync(harness);
        var refused = await harness.Get<CommissionDesk>().ApproveAsync(commission.ProgramId, [commission.Id]);
        await harness.RunClockUntilAsync(harness.Tracker.ReverseAsync(
            dispute with { State = ReversalState.Released, AsOf = harness.Time.GetUtcNow() }));
        await harness.RunClockUntilAsync(IsAsync(harness, CommissionStatus.Approved));

        Assert.Equal(CommissionStatus.Pending, commission.Status);
        Assert.Equal("on_hold", Assert.Single(refused.Refused).Reason);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_commission_above_the_limit_is_left_to_a_person()
    {
        await using var harness = await SoldAsync(options => options.AutoApproveUpToMinorUnits = 1_979);
        await WorkIsWaitingAsync(harness);

        harness.Time.Advance(TimeSpan.FromDays(31));
        await harness.RunClockUntilAsync(WorkIsDoneAsync(harness));

        Assert.Equal(CommissionStatus.Pending, (await CommissionAsync(harness)).Status);
    }

    /// <summary>Semantics 3: pending and review, both ways.</summary>
    [Fact]
    public async Task What_was_put_aside_can_be_let_go_and_is_approved_when_its_hold_ends()
    {
        await using var harness = await SoldAsync();
        var commission = await CommissionAsync(harness);
        var desk = harness.Get<CommissionDesk>();

        Assert.Single((await desk.ReleaseAsync(commission.ProgramId, [commission.Id])).Refused);
        Assert.Single((await desk.ReviewAsync(commission.ProgramId, [commission.Id], "looks odd")).Moved);
        harness.Time.Advance(TimeSpan.FromDays(31));
        await harness.RunClockUntilAsync(WorkIsDoneAsync(harness));
        Assert.Equal(CommissionStatus.Review, (await CommissionAsync(harness)).Status);
        Assert.Single((await harness.RunClockUntilAsync(desk.ReleaseAsync(commission.ProgramId, [commission.Id], "nothing found"))).Moved);

        await harness.RunClockUntilAsync(IsAsync(harness, CommissionStatus.Approved));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task AH_29_approving_and_rejecting_in_bulk_moves_what_may_move_and_names_the_rest()
    {
        await using var harness = await SoldAsync();
        await harness.Tracker.RecordAsync(SaleTests.Order("order-2", 5_000, "user-1"));
        var commissions = await harness.ListAsync<Commission>();
        var (program, desk) = (commissions[0].ProgramId, harness.Get<CommissionDesk>());
        var unknown = AffiliateId.New<CommissionId>(harness.Time.GetUtcNow());

        var approved = await desk.ApproveAsync(program, [commissions[0].Id, commissions[0].Id, unknown]);
        var rejected = await desk.RejectAsync(program, [commissions[0].Id, commissions[1].Id], "fraud");

        Assert.Equal([commissions[0].Id], approved.Moved);
        Assert.Equal([new RefusedCommission(unknown, "unknown")], approved.Refused);
        Assert.Equal([commissions[1].Id], rejected.Moved);
        Assert.Equal([new RefusedCommission(commissions[0].Id, "illegal_state")], rejected.Refused);
        Assert.Equal(
            commissions[0].AmountMinorUnits, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I17_commissions_of_another_program_are_unknown()
    {
        await using var harness = await SoldAsync();
        var commission = await CommissionAsync(harness);

        var decided = await harness.Get<CommissionDesk>().ApproveAsync(
            AffiliateId.New<ProgramId>(harness.Time.GetUtcNow()), [commission.Id]);

        Assert.Equal("unknown", Assert.Single(decided.Refused).Reason);
    }

    [Fact]
    public async Task A_refund_of_a_rejected_commission_moves_no_money()
    {
        await using var harness = await SoldAsync();
        var commission = await CommissionAsync(harness);
        await harness.Tracker.ReverseAsync(ReversalTests.Refund("refund-1", 1_000));
        await harness.Get<CommissionDesk>().RejectAsync(commission.ProgramId, [commission.Id]);

        await harness.Tracker.ReverseAsync(ReversalTests.Refund("refund-2", 2_000));

        Assert.Equal(0, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task More_than_200_at_once_are_refused()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var ids = Enumerable.Range(0, 201).Select(_ => AffiliateId.New<CommissionId>(harness.Time.GetUtcNow())).ToList();

        await Assert.ThrowsAsync<ArgumentException>(() => harness.Get<CommissionDesk>().ApproveAsync(default, ids));
    }

    private static async Task<TrackerHarness> SoldAsync(Action<ProgramOptions>? configure = null)
    {
        var harness = await TrackerHarness.StartAsync(affiliate => affiliate.AddProgram("default", configure ?? (_ => { })));
        await SaleTests.ReferredAsync(harness, "user-1");
        await harness.Tracker.RecordAsync(SaleTests.Order("order-1", 9_900, "user-1"));
        return harness;
    }

    private static async Task<Commission> CommissionAsync(TrackerHarness harness) =>
        Assert.Single(await harness.ListAsync<Commission>());

    private static async Task IsAsync(TrackerHarness harness, CommissionStatus status)
    {
        while ((await CommissionAsync(harness)).Status != status)
        {
            await Task.Yield();
        }
    }

    private static async Task WorkIsWaitingAsync(TrackerHarness harness) =>
        Assert.Single(await harness.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.DueHold)));

    private static async Task WorkIsDoneAsync(TrackerHarness harness)
    {
        while ((await harness.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.DueHold))).Count > 0)
        {
            await Task.Yield();
        }
    }
}
