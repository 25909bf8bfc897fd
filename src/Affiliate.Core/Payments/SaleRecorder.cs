namespace Affiliate;

/// <summary>Applies payments and reversals in a transaction: one sale per purchase, whichever message comes first (I6, I7).</summary>
internal sealed class SaleRecorder(SaleCredit credit, EventOutbox outbox, TimeProvider time)
{
    public async Task<Recorded> RecordAsync(
        IAffiliateUnit unit, AffiliateProgram program, Payment payment, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        payment = FactScope.Of(payment, program);
        var reference = FactScope.Of(payment.Source, payment.Provider, program);
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, reference, payment, now, ct)
            .ConfigureAwait(false);
        var state = await DoubledSales.SettleAsync(unit, outbox, references, now, ct).ConfigureAwait(false);
        if (state.Sale is { } weaker && DoubledSales.IsReplaced(weaker, payment))
        {
            state = await DoubledSales.ReplaceAsync(unit, outbox, weaker, references, now, ct).ConfigureAwait(false);
        }

        if (state.Sale is { } known && IsOther(payment, known, references.Purchase.First()))
        {
            return new Recorded(RecordOutcome.Conflict, known.Id, null, "idempotency_conflict", []);
        }

        var isNew = state.Sale is null;
        if (isNew)
        {
            state.Set(SaleRows.Sale(state.Id, program, payment, now));
            HoldWork.NoteInvoice(unit, program, state.Sale!, now);
        }

        await credit.ApplyAsync(unit, program, state, references, now, ct).ConfigureAwait(false);
        await state.NoteAsync(unit, program, payment, now, ct).ConfigureAwait(false);
        state.Rebook(now);
        WaitingSales.Note(state, references, isNew, now);
        await WaitingSales.WakeAsync(unit, references, state.Id, now, ct).ConfigureAwait(false);
        references.Write(isBinding: isNew);
        await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        await (isNew ? SaleEvents.PublishTestAsync(unit, outbox, state.Sale!, ct) : Task.CompletedTask).ConfigureAwait(false);
        if (isNew && state.IsDoubtful)
        {
            outbox.Publish(unit, PaymentAlerts.Flag(state.Sale!, WebhookReason.BadCurrency));
        }

        var outcome = isNew ? Outcome(state.Sale!) : RecordOutcome.AlreadyRecorded;
        return new Recorded(outcome, state.Id, state.Commission?.Id, state.Sale!.Reason, state.Entries);
    }

    /// <summary>Records a payment that waited, unless something else claimed its money meanwhile.</summary>
    public async Task RecordCandidateAsync(
        IAffiliateUnit unit, AffiliateProgram program, Payment payment, CancellationToken ct)
    {
        var known = await unit.FindAsync(PaymentReference.ByReference(payment.Source), ct).ConfigureAwait(false);
        var own = payment.Aliases.Prepend(payment.Source).Select(LookupKey.Of).ToHashSet(StringComparer.Ordinal);
        var others = known?.SaleId is { } sale
            ? await unit.ListAsync(Query<PaymentReference>.All.Equal(r => r.SaleId, sale), ct).ConfigureAwait(false)
            : [];
        if (others.All(other => own.Contains(other.Lookup)))
        {
            await RecordAsync(unit, program, payment, ct).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes reversals of one sale, at least one and all with the target and aliases of the first, or keeps them for one that is to come.
    /// </summary>
    public async Task<Reversed> ReverseAsync(
        IAffiliateUnit unit, AffiliateProgram program, IReadOnlyList<Reversal> reversals, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var target = FactScope.Of(reversals[0].Target, reversals[0].Provider, program);
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, target, reversals[0], now, ct)
            .ConfigureAwait(false);
        var state = await DoubledSales.SettleAsync(unit, outbox, references, now, ct).ConfigureAwait(false);
        var rows = reversals.Select(reversal => SaleRows.Reversal(state.Id, program, reversal, now)).ToList();
        var isOther = false;
        foreach (var row in rows)
        {
            isOther |= !await state.NoteAsync(unit, row, ct).ConfigureAwait(false);
        }

        await state.NoteAsync(unit, program, reversals[0], now, ct).ConfigureAwait(false);
        state.Rebook(now);
        references.Write(isBinding: state.Sale is null);
        await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        return Reversed.Of(state, isOther) with { IsForeign = state.Sale is { } sale && rows.Exists(row => Takeback.IsForeign(row, sale)) };
    }

    /// <summary>Whether the host's transaction id was used before with another meaning (C11). Evidence may be added, not changed.</summary>
    private static bool IsOther(Payment payment, Sale sale, PaymentReference known) =>
        FactScope.IsPerProgram(payment.Provider) && sale.TransactionId == payment.Source
        && (sale.AmountMinorUnits != payment.Amount.MinorUnits
            || sale.Currency != payment.Amount.Currency
            || sale.Kind != payment.Kind
            || (PlanJson.ReadMetadata(sale.Metadata).GetValueOrDefault(Payment.EventTypeName) is { } eventType
                && eventType != payment.Metadata.GetValueOrDefault(Payment.EventTypeName))
            || (payment.Evidence.CustomerKey is { } customer && customer != known.CustomerKey)
            || (payment.Evidence.Click is { } click && click != known.Click));

    private static RecordOutcome Outcome(Sale sale) => sale.Reason switch
    {
        null => RecordOutcome.Accrued,
        SaleReasons.ZeroAmount => RecordOutcome.ZeroAmount,
        _ when SaleReasons.IsOpen(sale) && !SaleReasons.CanRefuse(sale.Reason) => RecordOutcome.NotReferred,
        _ => RecordOutcome.Refused,
    };
}
