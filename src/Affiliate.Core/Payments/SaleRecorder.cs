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
        payment = Scoped(payment, program);
        var references = await PurchaseReferences.LoadAsync(
            unit, program.Id, ReferenceOf(payment, program), payment, now, ct).ConfigureAwait(false);
        var known = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
        if (known.Sale is { } sale)
        {
            return await RepeatAsync(unit, program, payment, sale, references, now, ct).ConfigureAwait(false);
        }

        sale = NewSale(known.Id, program, payment, now);
        var credited = payment.Amount.MinorUnits <= 0
            ? Credited.Nobody(sale with { Reason = SaleReasons.ZeroAmount })
            : await credit.DecideAsync(unit, program, sale, references, ct).ConfigureAwait(false);
        references.Write();
        unit.Add(credited.Sale);
        outbox.Publish(unit, new SaleCreated
        {
            ProgramId = program.Id,
            SaleId = sale.Id,
            TransactionId = sale.TransactionId,
            AmountCents = sale.AmountMinorUnits,
            Currency = sale.Currency,
            Provider = sale.Provider,
            CustomerId = credited.Sale.CustomerId,
            PartnerId = credited.Sale.PartnerId,
        });
        var entries = credit.Accrue(unit, credited);
        return new Recorded(Outcome(credited.Sale), sale.Id, credited.Commission?.Id, credited.Sale.Reason, entries);
    }

    public async Task LinkAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentLink link, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, link.Reference, link, now, ct)
            .ConfigureAwait(false);
        var (_, known) = await SettleAsync(unit, references, now, ct).ConfigureAwait(false);
        var waiting = await WaitingAsync(unit, link, known, now, ct).ConfigureAwait(false);
        foreach (var sale in waiting)
        {
            await CreditLateAsync(unit, program, sale, references, ct).ConfigureAwait(false);
        }

        references.Write();
    }

    /// <summary>The host's own names are unique per program; providers' references are unique by themselves.</summary>
    private static Payment Scoped(Payment payment, AffiliateProgram program) =>
        payment.Provider != Payment.HostProvider
            ? payment
            : payment with
            {
                SubscriptionReference = Scoped(payment.SubscriptionReference, program),
                CustomerReference = Scoped(payment.CustomerReference, program),
            };

    private static string? Scoped(string? name, AffiliateProgram program) => name is null ? null : $"{program.Id}:{name}";

    private static string ReferenceOf(Payment payment, AffiliateProgram program) =>
        payment.Provider == Payment.HostProvider ? $"{program.Id}:{payment.Source}" : payment.Source;

    /// <summary>Finds which sale the references stand for; when they stood for several, makes them stand for one.</summary>
    private async Task<(SaleId Id, Sale? Sale)> SettleAsync(
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

        var kept = sales.OrderByDescending(s => s.SubscriptionReference is not null).ThenBy(s => s.CreatedAt)
            .FirstOrDefault(s => s.Reason != SaleReasons.Merged);
        var id = kept?.Id ?? (groups.Count > 0 ? groups[0] : AffiliateId.New<SaleId>(now));
        await references.JoinAsync(id, groups, ct).ConfigureAwait(false);
        foreach (var doubled in sales.Where(s => s.Id != id && s.Reason != SaleReasons.Merged))
        {
            await credit.TakeBackAsync(unit, doubled, ct).ConfigureAwait(false);
        }

        return (id, kept);
    }

    private async Task<Recorded> RepeatAsync(
        IAffiliateUnit unit, AffiliateProgram program, Payment payment, Sale sale, PurchaseReferences references,
        DateTimeOffset now, CancellationToken ct)
    {
        if (payment.Provider == Payment.HostProvider && sale.TransactionId == payment.Source
            && (sale.AmountMinorUnits != payment.Amount.MinorUnits || sale.Currency != payment.Amount.Currency))
        {
            return new Recorded(RecordOutcome.Conflict, sale.Id, null, "idempotency_conflict", []);
        }

        if (CanStillBeCredited(sale, now))
        {
            await CreditLateAsync(unit, program, sale, references, ct).ConfigureAwait(false);
        }

        references.Write();
        var commission = await SaleCredit.FindAsync(unit, sale, ct).ConfigureAwait(false);
        return new Recorded(RecordOutcome.AlreadyRecorded, sale.Id, commission?.Id, sale.Reason, []);
    }

    private static async Task<IReadOnlyList<Sale>> WaitingAsync(
        IAffiliateUnit unit, PaymentLink link, Sale? sale, DateTimeOffset now, CancellationToken ct)
    {
        var sales = link.SubscriptionReference is null
            ? []
            : await unit.ListAsync(
                Query<Sale>.All.Equal(s => s.SubscriptionReference, link.SubscriptionReference), ct).ConfigureAwait(false);
        return [.. sales.Append(sale).OfType<Sale>().DistinctBy(s => s.Id).Where(s => CanStillBeCredited(s, now))];
    }

    private async Task CreditLateAsync(
        IAffiliateUnit unit, AffiliateProgram program, Sale sale, PurchaseReferences references, CancellationToken ct)
    {
        var credited = await credit.DecideAsync(unit, program, sale, references, ct).ConfigureAwait(false);
        if (credited.Sale != sale)
        {
            unit.Save(credited.Sale);
            credit.Accrue(unit, credited);
        }
    }

    private static bool CanStillBeCredited(Sale sale, DateTimeOffset now) =>
        sale.Reason == SaleReasons.Unattributed && now - sale.CreatedAt <= AttributionGrace;

    private static Sale NewSale(SaleId id, AffiliateProgram program, Payment payment, DateTimeOffset now) => new()
    {
        Id = id,
        ProgramId = program.Id,
        TransactionId = payment.Source,
        Provider = payment.Provider,
        Kind = payment.Kind,
        AmountMinorUnits = payment.Amount.MinorUnits,
        GrossMinorUnits = (payment.Gross ?? payment.Amount).MinorUnits,
        Currency = payment.Amount.Currency,
        SubscriptionReference = payment.SubscriptionReference,
        ProductId = payment.ProductId,
        OccurredAt = payment.OccurredAt?.ToUtcMilliseconds() ?? now,
        CreatedAt = now,
    };

    private static RecordOutcome Outcome(Sale sale) => sale.Reason switch
    {
        null => RecordOutcome.Accrued,
        SaleReasons.ZeroAmount => RecordOutcome.ZeroAmount,
        SaleReasons.Unattributed => RecordOutcome.NotReferred,
        _ => RecordOutcome.Refused,
    };
}
