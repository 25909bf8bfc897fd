namespace Affiliate;

/// <summary>Turns refunds and disputes that wait for an unknown payment into items for a person, after 30 days.</summary>
internal sealed class ParkedReversals(UnitRunner units, EventOutbox outbox, TimeProvider time) : IWorkHandler
{
    /// <summary>How long the payment may take to become known.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromDays(30);

    public WorkKind Kind => WorkKind.ParkedReversal;

    public int Parallelism => 1;

    public static WorkItem ItemFor(SaleReversal reversal) =>
        WorkItem.New(WorkKind.ParkedReversal, reversal.Id.ToString(), reversal.CreatedAt, reversal.CreatedAt + Patience);

    /// <summary>The reversal waits no more: its payment became known.</summary>
    public static async Task EndAsync(IAffiliateUnit unit, SaleReversal reversal, CancellationToken ct)
    {
        if (await unit.FindAsync(WorkItem.BySubject(WorkKind.ParkedReversal, reversal.Id.ToString()), ct).ConfigureAwait(false) is { } item)
        {
            unit.Remove(item);
        }
    }

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<SaleReversalId>(item.Subject);
        await units.RunAsync((unit, ct) => FlagAsync(unit, id, ct), cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private async Task<bool> FlagAsync(IAffiliateUnit unit, SaleReversalId id, CancellationToken ct)
    {
        var reversal = await unit.FindAsync(SaleReversal.Record.ByPrimaryKey(id), ct).ConfigureAwait(false);
        if (reversal is not { ParkedAt: null, State: not ReversalState.Released }
            || await unit.FindAsync(Sale.ById(reversal.SaleId), ct).ConfigureAwait(false) is not null)
        {
            return false;
        }

        unit.Save(reversal with { ParkedAt = time.GetUtcMilliseconds() });
        outbox.Publish(unit, new ReversalParked
        {
            ProgramId = reversal.ProgramId,
            ReversalId = reversal.Id,
            Source = reversal.Source,
            Kind = reversal.Kind,
            AmountCents = reversal.GrossMinorUnits ?? reversal.BaseMinorUnits,
            Currency = reversal.Currency,
        });
        return true;
    }
}
