namespace Affiliate;

/// <summary>Announces the payouts of a period, with what they would be now, and queues the run that makes them.</summary>
internal sealed class PayoutPlanning(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, PayoutMaker maker, EventOutbox outbox, TimeProvider time)
    : IWorkHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>How long a try of what a run would pay may take; the announcement does not wait for it.</summary>
    private static readonly TimeSpan TryLength = TimeSpan.FromSeconds(20);

    public WorkKind Kind => WorkKind.PayoutPlanning;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var next = time.GetUtcMilliseconds() + Pause;
        foreach (var program in await programs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = time.GetUtcMilliseconds();
            if (PayoutCalendar.IsOn(program))
            {
                if (PayoutCalendar.LastToAnnounce(program, now) is { } end)
                {
                    await AnnounceAsync(program, end, cancellationToken).ConfigureAwait(false);
                }

                var at = PayoutCalendar.RunAt(program, PayoutCalendar.NextToAnnounce(program, now)) - PayoutCalendar.Notice;
                next = at < next ? at : next;
            }
        }

        return WorkResult.RescheduleAt(next);
    }

    /// <summary>Announces a period once, however often and on how many instances this is called.</summary>
    private async Task AnnounceAsync(AffiliateProgram program, DateTimeOffset end, CancellationToken ct)
    {
        if (await store.FindAsync(PayoutBatch.ByPeriod(program.Id, end), ct).ConfigureAwait(false) is not null)
        {
            return;
        }

        var now = time.GetUtcMilliseconds();
        var (due, earliest) = (PayoutCalendar.RunAt(program, end), now + PayoutCalendar.Notice);
        var batch = new PayoutBatch
        {
            Id = AffiliateId.New<PayoutBatchId>(now),
            ProgramId = program.Id,
            PeriodEnd = end,
            AnnouncedAt = now,
            RunAt = due > earliest ? due : earliest,
        };
        var made = await maker.MakeAsync(program, batch.ToRun(isDry: true), TryLength, ct).ConfigureAwait(false);
        await units.RunAsync(
            async (unit, token) =>
            {
                if (await unit.FindAsync(PayoutBatch.ByPeriod(program.Id, end), token).ConfigureAwait(false) is not null)
                {
                    return false;
                }

                unit.Add(batch);
                unit.Add(PayoutBatchWork.ItemFor(batch));
                outbox.Publish(unit, PayoutBatchAnnounced.Of(batch, made));
                return true;
            },
            ct).ConfigureAwait(false);
    }
}
