namespace Affiliate;

/// <summary>Tells a person what to look at. No money moves.</summary>
internal sealed class PaymentAlerts(EventOutbox outbox, TimeProvider time)
{
    public async Task RaiseAsync(IAffiliateUnit unit, AffiliateProgram program, PaymentAlert alert, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var references = await PurchaseReferences.LoadAsync(unit, program.Id, alert.Reference, alert, now, ct)
            .ConfigureAwait(false);
        foreach (var sale in await SalesAsync(unit, alert, references, ct).ConfigureAwait(false))
        {
            outbox.Publish(unit, Flag(sale, alert.Reason));
            if (alert.ReviewUntil >= sale.OccurredAt)
            {
                var state = await SaleState.LoadAsync(unit, sale.Id, sale, [], ct).ConfigureAwait(false);
                state.Review();
                await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
            }
        }

        if (alert.ReviewUntil is { } until)
        {
            references.ReviewUntil(until.ToUtcMilliseconds());
        }

        references.Write();
    }

    /// <summary>The event that tells a person to look at a sale.</summary>
    public static SaleFlagged Flag(Sale sale, string reason) => new()
    {
        ProgramId = sale.ProgramId,
        SaleId = sale.Id,
        TransactionId = sale.TransactionId,
        Reason = reason,
        Provider = sale.Provider,
        CustomerId = sale.CustomerId,
        PartnerId = sale.PartnerId,
    };

    /// <summary>The sale of the purchase, or the latest of the subscription: earlier ones were looked at in their time.</summary>
    private static async Task<IReadOnlyList<Sale>> SalesAsync(
        IAffiliateUnit unit, PaymentAlert alert, PurchaseReferences references, CancellationToken ct)
    {
        if (alert.Reference is not null)
        {
            return references.Purchase.First().SaleId is { } id
                && await unit.FindAsync(Sale.ById(id), ct).ConfigureAwait(false) is { } sale ? [sale] : [];
        }

        var ofSubscription = Query<Sale>.All.Equal(s => s.SubscriptionReference, alert.SubscriptionReference)
            .NotEqual(s => s.PartnerId, null).Descending(s => s.OccurredAt);
        var sales = alert.SubscriptionReference is null
            ? []
            : await unit.ListAsync(ofSubscription, ct).ConfigureAwait(false);
        return alert.ReviewUntil is null ? [.. sales.Take(1)] : sales;
    }
}
