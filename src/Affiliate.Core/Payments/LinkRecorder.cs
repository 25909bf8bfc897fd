namespace Affiliate;

/// <summary>Applies what is told of purchases beside payments in a transaction: which names belong together, and who sent the buyer.</summary>
internal sealed class LinkRecorder(SaleCredit credit, EventOutbox outbox, TimeProvider time)
{
    public async Task LinkAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentLink link, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, link.Reference, link, now, ct)
            .ConfigureAwait(false);
        var state = await DoubledSales.SettleAsync(unit, outbox, references, now, ct).ConfigureAwait(false);
        await state.NoteAsync(unit, program, link, now, ct).ConfigureAwait(false);
        var states = await WaitingAsync(unit, link, state, now, ct).ConfigureAwait(false);
        foreach (var waiting in states.Prepend(state))
        {
            if (waiting != state && WatchedUnit.Of(unit).HasCustomer)
            {
                // Whose the customer is gets written once, so the other sales are credited by what is committed then.
                unit.Add(CreditWork.ItemFor(waiting.Id, $"evidence:{now.ToUnixTimeMilliseconds()}", now));
                continue;
            }

            await credit.ApplyAsync(unit, program, waiting, references, now, ct).ConfigureAwait(false);
            waiting.Rebook(now);
            if (waiting == state)
            {
                WaitingSales.Note(state, references, isNew: false, now);
            }

            await waiting.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        }

        await WaitingSales.WakeAsync(unit, references, state.Id, now, ct).ConfigureAwait(false);
        references.Write(isBinding: state.Sale is null && link.Reversals.Count > 0);
    }

    /// <summary>Notes that a subscription of the host's own ended; the first time stays, and is told once.</summary>
    /// <returns>Whether it was new.</returns>
    public async Task<bool> EndAsync(
        IAffiliateUnit unit, AffiliateProgram program, string subscription, DateTimeOffset endedAt, CancellationToken ct)
    {
        var name = FactScope.Of(subscription, Payment.HostProvider, program);
        var known = await unit.FindAsync(PaymentReference.ByReference(name), ct).ConfigureAwait(false);
        var end = new PaymentLink { Reference = null, SubscriptionReference = name, SubscriptionEndedAt = endedAt };
        await LinkAsync(unit, program, end, ct).ConfigureAwait(false);
        if (known?.EndedAt is not null)
        {
            return false;
        }

        outbox.Publish(unit, new SubscriptionEnded
        {
            ProgramId = program.Id,
            SubscriptionId = subscription,
            EndedAt = endedAt.ToUtcMilliseconds(),
            CustomerId = known?.CustomerId,
        });
        return true;
    }

    /// <summary>Looks again who is credited for a sale, also when the time for late evidence is over.</summary>
    /// <returns>The sale; <see langword="null"/> when there is none of that name.</returns>
    public async Task<Sale?> CreditLateAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentLink link, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, link.Reference, link, now, ct)
            .ConfigureAwait(false);
        var state = await DoubledSales.SettleAsync(unit, outbox, references, now, ct).ConfigureAwait(false);
        await credit.ApplyAsync(unit, program, state, references, state.Sale?.CreatedAt ?? now, ct).ConfigureAwait(false);
        state.Rebook(now);
        references.Write();
        await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        return state.Sale;
    }

    /// <summary>Drops what is known of a person who is gone at the provider. Identifiers stay for payments told late.</summary>
    public async Task ForgetAsync(
        IAffiliateUnit unit, AffiliateProgram program, CustomerRemoved removed, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, null, removed, now, ct).ConfigureAwait(false);
        references.Write();
        await Customers.ForgetAsync(unit, references.Customer, ct).ConfigureAwait(false);
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
        foreach (var sale in sales.Where(s => s.Id != state.Id && SaleCredit.IsInTime(s, now)))
        {
            states.Add(await SaleState.LoadAsync(unit, sale.Id, sale, [], ct).ConfigureAwait(false));
        }

        return states;
    }
}
