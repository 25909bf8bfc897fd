namespace Affiliate;

/// <summary>
/// Gives up what partners owe where the program's terms say so: by an entry of its own in the ledger, with an event, once a day.
/// </summary>
/// <remarks>
/// A debt is what was taken back after it was paid and nothing approved makes up for. While anything of the partner's waits to be
/// approved or is in reserve it is left alone, since the next payout may net it.
/// </remarks>
internal sealed class WriteOffWork(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, EventOutbox outbox, TimeProvider time) : IWorkHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    public WorkKind Kind => WorkKind.WriteOff;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        foreach (var program in await programs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (program.WriteOffAfter is null && program.WriteOffUpToMinorUnits is null)
            {
                continue;
            }

            var debts = Query<Commission>.All.Equal(c => c.ProgramId, program.Id).Below(c => c.UnsettledMinorUnits, 0)
                .In(c => c.Status, [CommissionStatus.Processing, CommissionStatus.Paid]);
            foreach (var row in await store.SumAsync(debts.GroupBy(c => c.PartnerId, c => c.Currency), cancellationToken).ConfigureAwait(false))
            {
                await units.RunAsync(
                    (unit, ct) => WriteOffAsync(unit, program, (PartnerId)row.Group[0]!, (string)row.Group[1]!, ct), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + Pause);
    }

    private async Task<bool> WriteOffAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partner, string currency, CancellationToken ct)
    {
        var claims = await PayoutClaims.LoadAsync(unit, program.Id, partner, currency, new PayoutRun(), ct).ConfigureAwait(false);
        var waiting = await unit.ListAsync(
            Query<Commission>.All.Equal(c => c.PartnerId, partner).Equal(c => c.ProgramId, program.Id).Equal(c => c.Currency, currency)
                .In(c => c.Status, [CommissionStatus.Pending, CommissionStatus.Review]).Ascending(c => c.Id).Take(1),
            ct).ConfigureAwait(false);
        var kept = await unit.ListAsync(
            Query<Payout>.All.Equal(p => p.PartnerId, partner).Equal(p => p.ProgramId, program.Id).Equal(p => p.Currency, currency)
                .Above(p => p.ReservedMinorUnits, 0L).Equal(p => p.ReserveReleasedAt, null)
                .In(p => p.Status, [PayoutStatus.Paid, .. Payout.OpenStatuses]).Ascending(p => p.Id).Take(1),
            ct).ConfigureAwait(false);
        if (claims.Total >= 0 || waiting.Count > 0 || kept.Count > 0 || claims.Entries.Where(e => e.AmountMinorUnits < 0).MaxBy(e => e.CreatedAt) is not { } last)
        {
            return false;
        }

        var now = time.GetUtcMilliseconds();
        var reason = program.WriteOffAfter is { } age && last.CreatedAt <= now - age ? "age"
            : program.WriteOffUpToMinorUnits is { } most && -claims.Total <= PayoutMinimum.Scaled(program, most, currency) ? "small"
            : null;
        if (reason is null)
        {
            return false;
        }

        // A payout that nets the debt at the same moment changes the same commission: one of the two begins again.
        unit.Save(claims.Commissions[0]);
        var entry = new LedgerEntry
        {
            Id = AffiliateId.New<LedgerEntryId>(now),
            ProgramId = program.Id,
            PartnerId = partner,
            Kind = LedgerEntryKind.Adjusted,
            AmountMinorUnits = -claims.Total,
            Currency = currency,
            SourceKey = $"written_off:{last.Id}",
            CreatedAt = now,
        };
        unit.Add(entry);
        outbox.Publish(unit, new BalanceWrittenOff
        {
            ProgramId = program.Id,
            PartnerId = partner,
            EntryId = entry.Id.ToString(),
            AmountCents = entry.AmountMinorUnits,
            Currency = currency,
            Reason = reason,
        });
        return true;
    }
}
