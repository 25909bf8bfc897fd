namespace Affiliate;

/// <summary>
/// Makes the payouts of an announced period when they are due. Taken up again after a crash it makes only those that are missing:
/// of each partner and currency a batch has one payout at most.
/// </summary>
internal sealed class PayoutBatchWork(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, PayoutMaker maker, EventOutbox outbox, TimeProvider time)
    : IWorkHandler
{
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(30);

    public WorkKind Kind => WorkKind.PayoutBatch;

    public int Parallelism => 1;

    public static WorkItem ItemFor(PayoutBatch batch) =>
        WorkItem.New(WorkKind.PayoutBatch, batch.Id.ToString(), batch.AnnouncedAt, batch.RunAt);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<PayoutBatchId>(item.Subject);
        var batch = await store.FindAsync(PayoutBatch.ById(id), cancellationToken).ConfigureAwait(false);
        if (batch is null or { IsEnded: true }
            || await programs.GetAsync(batch.ProgramId, cancellationToken).ConfigureAwait(false) is not { } program)
        {
            return WorkResult.Done;
        }

        if (!PayoutCalendar.IsOn(program))
        {
            await EndAsync(id, (found, now, _) => found with { SkippedAt = now }, [], cancellationToken).ConfigureAwait(false);
            return WorkResult.Done;
        }

        if (!(await maker.MakeAsync(program, batch.ToRun(isDry: false), RunLength, cancellationToken).ConfigureAwait(false)).IsComplete)
        {
            return WorkResult.RescheduleAt(time.GetUtcMilliseconds());
        }

        var made = await store.SumAsync(
            Query<Payout>.All.Equal(p => p.BatchId, id).GroupBy(p => p.Currency).Sum(p => p.AmountMinorUnits), cancellationToken)
            .ConfigureAwait(false);
        await EndAsync(
            id, (found, now, count) => found with { CompletedAt = now, PayoutCount = count }, made, cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private Task<bool> EndAsync(
        PayoutBatchId id, Func<PayoutBatch, DateTimeOffset, int, PayoutBatch> end, IReadOnlyList<SumRow> made, CancellationToken ct) =>
        units.RunAsync(
            async (unit, token) =>
            {
                if (await unit.FindAsync(PayoutBatch.ById(id), token).ConfigureAwait(false) is not { IsEnded: false } found)
                {
                    return false;
                }

                var ended = end(found, time.GetUtcMilliseconds(), (int)made.Sum(row => row.Count));
                unit.Save(ended);
                outbox.Publish(unit, PayoutBatchEnded.Of(ended, made));
                return true;
            },
            ct);
}
