namespace Affiliate;

/// <summary>Approves a commission when its hold ends, at that second and on one instance.</summary>
internal sealed class HoldWork(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, CommissionDesk desk, TimeProvider time) : IWorkHandler
{
    private readonly BonusGoals _goals = new(store);

    public WorkKind Kind => WorkKind.DueHold;

    /// <summary>The item for a commission that waits; another one whenever it begins to wait again.</summary>
    public static WorkItem ItemFor(Commission commission, DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<WorkItemId>(now),
        Kind = WorkKind.DueHold,
        Subject = $"{commission.Id}:{commission.Version}",
        DueAt = commission.HoldUntil,
        CreatedAt = now,
    };

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<CommissionId>(item.Subject[..item.Subject.IndexOf(':', StringComparison.Ordinal)]);
        await units.RunAsync(
            async (unit, ct) =>
            {
                var commission = await unit.FindAsync(Commission.ById(id), ct).ConfigureAwait(false);
                var program = commission is null
                    ? null
                    : await programs.GetAsync(commission.ProgramId, ct).ConfigureAwait(false);
                if (program is null
                    || !CommissionMoves.IsApprovedByItself(commission!, program, time.GetUtcMilliseconds()))
                {
                    return false;
                }

                // What was paid for a goal stays only if the goal is still reached; else a person decides.
                if (await _goals.IsLostAsync(commission!, ct).ConfigureAwait(false))
                {
                    desk.Move(unit, commission! with { ReviewReason = BonusGoals.Lost }, CommissionStatus.Review, BonusGoals.Lost);
                    return true;
                }

                desk.Move(unit, commission!, CommissionStatus.Approved, "hold_ended");
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }
}
