namespace Affiliate;

/// <summary>Gives back what a payout kept in reserve once its time is over: by an entry of its own, which the next payout pays.</summary>
internal sealed class ReserveWork(UnitRunner units, EventOutbox outbox, TimeProvider time) : IWorkHandler
{
    public WorkKind Kind => WorkKind.ReserveRelease;

    /// <summary>The item for a payout whose money is confirmed.</summary>
    public static WorkItem ItemFor(Payout payout, DateTimeOffset now) =>
        WorkItem.New(WorkKind.ReserveRelease, payout.Id.ToString(), now, payout.ReservedUntil!.Value);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<PayoutId>(item.Subject);
        await units.RunAsync((unit, ct) => ReleaseAsync(unit, id, ct), cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private async Task<bool> ReleaseAsync(IAffiliateUnit unit, PayoutId id, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is not { Status: PayoutStatus.Paid, ReservedMinorUnits: > 0, ReserveReleasedAt: null })
        {
            return false;
        }

        unit.Save(payout with { ReserveReleasedAt = now });
        unit.Add(PayoutSettlement.EntryOf(payout, LedgerEntryKind.Reserved, payout.ReservedMinorUnits, "unreserved", now));
        outbox.Publish(unit, new ReserveReleased
        {
            ProgramId = payout.ProgramId,
            PayoutId = payout.Id,
            PartnerId = payout.PartnerId,
            AmountCents = payout.ReservedMinorUnits,
            Currency = payout.Currency,
        });
        return true;
    }
}
