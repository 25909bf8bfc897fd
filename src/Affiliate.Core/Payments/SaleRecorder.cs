namespace Affiliate;

/// <summary>Applies payment facts in a transaction: one sale per purchase, whichever message comes first (I6, I7).</summary>
internal sealed class SaleRecorder(SaleCredit credit, EventOutbox outbox, TimeProvider time)
{
    /// <summary>How long a sale that nobody was credited for can still be credited by evidence that arrives late.</summary>
    private static readonly TimeSpan AttributionGrace = TimeSpan.FromHours(72);

    public async Task<Recorded> RecordAsync(
        IAffiliateUnit unit, AffiliateProgram program, Payment payment, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        payment = FactScope.Of(payment, program);
        var reference = FactScope.Of(payment.Source, payment.Provider, program);
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, reference, payment, now, ct)
            .ConfigureAwait(false);
        var state = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
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

        await CreditAsync(unit, program, state, references, now, ct).ConfigureAwait(false);
        await NoteAsync(unit, program, state, payment, now, ct).ConfigureAwait(false);
        state.Rebook(now);
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

    public async Task LinkAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentLink link, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, link.Reference, link, now, ct)
            .ConfigureAwait(false);
        var state = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
        await NoteAsync(unit, program, state, link, now, ct).ConfigureAwait(false);
        var states = await WaitingAsync(unit, link, state, now, ct).ConfigureAwait(false);
        foreach (var waiting in states.Prepend(state))
        {
            if (waiting != state && WatchedUnit.Of(unit).HasCustomer)
            {
                // Whose the customer is gets written once, so the other sales are credited by what is committed then.
                unit.Add(CreditWork.ItemFor(waiting.Id, $"evidence:{now.ToUnixTimeMilliseconds()}", now));
                continue;
            }

            await CreditAsync(unit, program, waiting, references, now, ct).ConfigureAwait(false);
            waiting.Rebook(now);
            await waiting.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        }

        references.Write(isBinding: state.Sale is null && link.Reversals.Count > 0);
    }

    /// <summary>Looks again who is credited for a sale, also when the time for late evidence is over.</summary>
    /// <returns>The sale; <see langword="null"/> when there is none of that name.</returns>
    public async Task<Sale?> CreditLateAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentLink link, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, link.Reference, link, now, ct)
            .ConfigureAwait(false);
        var state = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
        await CreditAsync(unit, program, state, references, state.Sale?.CreatedAt ?? now, ct).ConfigureAwait(false);
        state.Rebook(now);
        references.Write();
        await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        return state.Sale;
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

    /// <summary>Drops what is known of a person who is gone at the provider. Identifiers stay for payments told late.</summary>
    public async Task ForgetAsync(
        IAffiliateUnit unit, AffiliateProgram program, CustomerRemoved removed, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, null, removed, now, ct).ConfigureAwait(false);
        references.Write();

        // A customer whom the host named is the host's; one that only the provider named has nobody left to be for.
        if (references.Customer is { CustomerId: { } id, Reference: { } reference }
            && await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is { EmailHash: not null } customer
            && customer.Key == reference)
        {
            unit.Save(customer with { EmailHash = null, EmailMasked = null });
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
        var state = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
        var rows = reversals.Select(reversal => SaleRows.Reversal(state.Id, program, reversal, now)).ToList();
        var isOther = false;
        foreach (var row in rows)
        {
            isOther |= !await state.NoteAsync(unit, row, ct).ConfigureAwait(false);
        }

        await NoteAsync(unit, program, state, reversals[0], now, ct).ConfigureAwait(false);
        state.Rebook(now);
        references.Write(isBinding: state.Sale is null);
        await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        return Reversed.Of(state, isOther) with { IsForeign = state.Sale is { } sale && rows.Exists(row => Takeback.IsForeign(row, sale)) };
    }

    private static async Task NoteAsync(
        IAffiliateUnit unit, AffiliateProgram program, SaleState state, PaymentFact fact, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var reversal in fact.Reversals)
        {
            await state.NoteAsync(unit, SaleRows.Reversal(state.Id, program, reversal, now), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Finds which sale the references stand for; when they stood for several, makes them stand for one.</summary>
    private async Task<SaleState> SettleAsync(
        IAffiliateUnit unit, PurchaseReferences references, DateTimeOffset now, CancellationToken ct)
    {
        var groups = references.Purchase.Select(r => r.SaleId).OfType<SaleId>().Distinct().ToList();
        var sales = new List<Sale>();
        foreach (var group in groups)
        {
            if (await unit.FindAsync(Sale.ById(group), ct).ConfigureAwait(false) is { } sale)
            {
                sales.Add(sale);
            }
        }

        var kept = DoubledSales.Kept(sales);
        var id = kept?.Id ?? (groups.Count > 0 ? groups[0] : AffiliateId.New<SaleId>(now));
        await references.JoinAsync(id, groups, ct).ConfigureAwait(false);
        var doubles = sales.FindAll(s => s.Id != id && s.Reason != SaleReasons.Merged);
        await DoubledSales.TakeBackAsync(unit, outbox, doubles, now, ct).ConfigureAwait(false);
        var state = groups.Count == 0
            ? SaleState.New(id)
            : await SaleState.LoadAsync(unit, id, kept, groups, ct).ConfigureAwait(false);
        state.TakesOverCredit = doubles.Exists(s => s.PartnerId is not null);
        return doubles.Count == 0 ? state : await DoubledSales.ReopenAsync(unit, state, now, ct).ConfigureAwait(false);
    }

    /// <summary>Other sales of the link's subscription that wait for evidence.</summary>
    private static async Task<IReadOnlyList<SaleState>> WaitingAsync(
        IAffiliateUnit unit, PaymentLink link, SaleState state, DateTimeOffset now, CancellationToken ct)
    {
        if (link.SubscriptionReference is null)
        {
            return [];
        }

        var sales = await unit.ListAsync(
            Query<Sale>.All.Equal(s => s.SubscriptionReference, link.SubscriptionReference), ct).ConfigureAwait(false);
        var states = new List<SaleState>();
        foreach (var sale in sales.Where(s => s.Id != state.Id && CanStillBeCredited(s, now)))
        {
            states.Add(await SaleState.LoadAsync(unit, sale.Id, sale, [], ct).ConfigureAwait(false));
        }

        return states;
    }

    private async Task CreditAsync(
        IAffiliateUnit unit, AffiliateProgram program, SaleState state, PurchaseReferences references,
        DateTimeOffset now, CancellationToken ct)
    {
        if (state.Sale is not { } sale || !(CanStillBeCredited(sale, now) || (state.TakesOverCredit && SaleReasons.IsOpen(sale))))
        {
            return;
        }

        // A message that names no program may be about a sale of another one than the default.
        var own = program.Id == sale.ProgramId
            ? program
            : await unit.FindAsync(AffiliateProgram.ById(sale.ProgramId), ct).ConfigureAwait(false) ?? program;
        var (decided, commissions) = await credit.DecideAsync(unit, own, sale, references, ct).ConfigureAwait(false);
        state.Set(decided);
        foreach (var commission in commissions)
        {
            state.Accrue(commission);
        }

        if (references.Subscription?.ReviewUntil >= sale.OccurredAt)
        {
            state.Review();
        }
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

    private static bool CanStillBeCredited(Sale sale, DateTimeOffset now) =>
        SaleReasons.IsOpen(sale) && now - sale.CreatedAt <= AttributionGrace;

    private static RecordOutcome Outcome(Sale sale) => sale.Reason switch
    {
        null => RecordOutcome.Accrued,
        SaleReasons.ZeroAmount => RecordOutcome.ZeroAmount,
        _ when SaleReasons.IsOpen(sale) && !SaleReasons.CanRefuse(sale.Reason) => RecordOutcome.NotReferred,
        _ => RecordOutcome.Refused,
    };
}
