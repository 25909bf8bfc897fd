namespace Affiliate;

/// <summary>Approves a commission when its hold ends, at that second and on one instance.</summary>
internal sealed class HoldWork(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, CommissionDesk desk, LateRefusals refusals, TimeProvider time)
    : IWorkHandler
{
    /// <summary>Some invoices may be known by a second name and not count.</summary>
    private const int MostRead = 10;

    private readonly BonusGoals _goals = new(store);

    public WorkKind Kind => WorkKind.DueHold;

    /// <summary>The item for a commission that waits; another one whenever it begins to wait again.</summary>
    public static WorkItem ItemFor(Commission commission, DateTimeOffset now) =>
        ItemFor($"{commission.Id}:{commission.Version}", commission.HoldUntil, now);

    /// <summary>Has commissions looked at again that wait for this invoice of their subscription.</summary>
    public static void NoteInvoice(IAffiliateUnit unit, AffiliateProgram program, Sale invoice, DateTimeOffset now)
    {
        if (program.HoldsUntilNextInvoice && invoice.SubscriptionReference is not null)
        {
            unit.Add(ItemFor($"{invoice.Id}:{now.ToUnixTimeMilliseconds()}", now, now));
        }
    }

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var subject = item.Subject[..item.Subject.IndexOf(':', StringComparison.Ordinal)];
        foreach (var id in AffiliateId.TryParse<CommissionId>(subject, out var due) ? [due]
            : AffiliateId.TryParse<CustomerId>(subject, out var customer)
                ? (await store.ListAsync(LateRefusals.Earned(customer), cancellationToken).ConfigureAwait(false)).Select(c => c.Id)
            : await WaitingAsync(AffiliateId.Parse<SaleId>(subject), cancellationToken).ConfigureAwait(false))
        {
            await units.RunAsync((unit, ct) => DecideAsync(unit, id, ct), cancellationToken).ConfigureAwait(false);
        }

        return WorkResult.Done;
    }

    private static WorkItem ItemFor(string subject, DateTimeOffset dueAt, DateTimeOffset now) =>
        WorkItem.New(WorkKind.DueHold, subject, now, dueAt);

    private async Task<bool> DecideAsync(IAffiliateUnit unit, CommissionId id, CancellationToken ct)
    {
        var commission = await unit.FindAsync(Commission.ById(id), ct).ConfigureAwait(false);
        var program = commission is null ? null : await programs.GetAsync(commission.ProgramId, ct).ConfigureAwait(false);
        if (program is null)
        {
            return false;
        }

        // What became known since, how the partner paid for something else for example.
        var self = await refusals.FindAsync(unit, program, commission!, ct).ConfigureAwait(false);
        if (self.Refusal is { } refusal && await refusals.ApplyAsync(unit, commission!, refusal, ct).ConfigureAwait(false))
        {
            return true;
        }

        if (!CommissionMoves.IsApprovedByItself(commission!, program, time.GetUtcMilliseconds())
            || (commission!.AwaitsNextInvoice && !await HasNextInvoiceAsync(unit, commission, ct).ConfigureAwait(false)))
        {
            return false;
        }

        // What was paid for a goal stays only if the goal is still reached; else a person decides.
        if (await _goals.IsLostAsync(commission, ct).ConfigureAwait(false))
        {
            desk.Move(unit, commission with { ReviewReason = BonusGoals.Lost }, CommissionStatus.Review, BonusGoals.Lost);
            return true;
        }

        // A person who let such a commission go on has decided that.
        if (self.Doubt is { } doubt && doubt != commission.ReviewReason)
        {
            desk.Move(unit, commission with { ReviewReason = doubt }, CommissionStatus.Review, doubt);
            return true;
        }

        desk.Move(unit, commission, CommissionStatus.Approved, "hold_ended");
        return true;
    }

    private static async Task<bool> HasNextInvoiceAsync(IAffiliateUnit unit, Commission commission, CancellationToken ct) =>
        commission.SaleId is { } id && await unit.FindAsync(Sale.ById(id), ct).ConfigureAwait(false) is { } sale
        && (await unit.ListAsync(
            Paid(sale.SubscriptionReference).Above(s => s.OccurredAt, sale.OccurredAt).Ascending(s => s.OccurredAt).Take(MostRead), ct).ConfigureAwait(false))
            .Any(next => next.Reason != SaleReasons.Merged);

    /// <summary>The commissions of earlier invoices that an invoice lets go.</summary>
    private async Task<IEnumerable<CommissionId>> WaitingAsync(SaleId invoice, CancellationToken ct)
    {
        var paid = await store.FindAsync(Sale.ById(invoice), ct).ConfigureAwait(false);
        var earlier = paid is null
            ? []
            : await store.ListAsync(Paid(paid.SubscriptionReference).Below(s => s.OccurredAt, paid.OccurredAt), ct).ConfigureAwait(false);
        var waiting = await store.ListOfAsync(
            Query<Commission>.All.Equal(c => c.Status, CommissionStatus.Pending).Equal(c => c.AwaitsNextInvoice, true), c => c.SaleId,
            c => c.SaleId!.Value, earlier.Select(s => s.Id), ct).ConfigureAwait(false);
        return waiting.Select(c => c.Id);
    }

    /// <summary>The paid invoices of a subscription.</summary>
    private static Query<Sale> Paid(string? subscription) => Query<Sale>.All.Equal(s => s.SubscriptionReference, subscription)
        .Above(s => s.AmountMinorUnits, 0L);
}
