namespace Affiliate;

/// <summary>
/// One purchase that was recorded as two sales, because nothing said yet that their names belong together. One of them stays, and all
/// is as if the other one had never been.
/// </summary>
internal static class DoubledSales
{
    /// <summary>
    /// The sale that stays, whichever came first: that of a subscription, else the one whose name is first, which makes it an invoice
    /// rather than a payment intent.
    /// </summary>
    public static Sale? Kept(IEnumerable<Sale> sales) => sales
        .Where(sale => sale.Reason != SaleReasons.Merged)
        .OrderByDescending(sale => sale.SubscriptionReference is not null).ThenBy(sale => sale.TransactionId, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Finds which sale the references stand for; when they stood for several, makes them stand for one.</summary>
    public static async Task<SaleState> SettleAsync(
        IAffiliateUnit unit, EventOutbox outbox, PurchaseReferences references, DateTimeOffset now, CancellationToken ct)
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

        var kept = Kept(sales);
        var id = kept?.Id ?? (groups.Count > 0 ? groups[0] : AffiliateId.New<SaleId>(now));
        await references.JoinAsync(id, groups, ct).ConfigureAwait(false);
        var doubles = sales.FindAll(s => s.Id != id && s.Reason != SaleReasons.Merged);
        var gone = await TakeBackAsync(unit, outbox, doubles, now, ct).ConfigureAwait(false);
        var state = groups.Count == 0
            ? SaleState.New(id)
            : await SaleState.LoadAsync(unit, id, kept, groups, ct).ConfigureAwait(false);
        state.TakesOverCredit = doubles.Exists(s => s.PartnerId is not null);
        return doubles.Count == 0 ? state : await ReopenAsync(unit, state, gone, now, ct).ConfigureAwait(false);
    }

    /// <summary>Whether a sale was recorded under a weaker name of what the provider now tells by a stronger one.</summary>
    public static bool IsReplaced(Sale known, Payment payment) =>
        payment.Provider == known.Provider && !FactScope.IsPerProgram(payment.Provider) && payment.Source != known.TransactionId
        && Kept([known, known with
        {
            TransactionId = payment.Source,
            SubscriptionReference = payment.SubscriptionReference,
        }])!.TransactionId == payment.Source;

    /// <summary>Takes back a sale and gives its names and reversals to one that is still to be made.</summary>
    public static async Task<SaleState> ReplaceAsync(
        IAffiliateUnit unit, EventOutbox outbox, Sale known, PurchaseReferences references, DateTimeOffset now, CancellationToken ct)
    {
        await TakeBackAsync(unit, outbox, [known], now, ct).ConfigureAwait(false);
        var id = AffiliateId.New<SaleId>(now);
        await references.JoinAsync(id, [known.Id], ct).ConfigureAwait(false);
        return await SaleState.LoadAsync(unit, id, null, [known.Id], ct).ConfigureAwait(false);
    }

    /// <summary>Takes back all that sales earned; the customer's later ones are not counted after them.</summary>
    /// <returns>What each of them that counted was decided by, with its customer.</returns>
    public static async Task<IReadOnlyList<(CustomerId? Customer, CommissionBasis Basis)>> TakeBackAsync(
        IAffiliateUnit unit, EventOutbox outbox, IReadOnlyList<Sale> doubles, DateTimeOffset now, CancellationToken ct)
    {
        List<(CustomerId? Customer, CommissionBasis Basis)> gone = [];
        foreach (var doubled in doubles)
        {
            var state = await SaleState.LoadAsync(unit, doubled.Id, doubled, [], ct).ConfigureAwait(false);
            var basis = state.Commission?.Basis ?? doubled.Basis;
            if (doubled.PartnerId is not null && basis is not null)
            {
                gone.Add((doubled.CustomerId, PlanJson.ReadBasis(basis)));
            }

            await UncountAsync(unit, doubled, basis, ct).ConfigureAwait(false);
            WatchedUnit.Of(unit).Takes.GiveBack(state.Commission);
            state.TakeBack(now);
            await state.WriteAsync(unit, outbox, now, ct).ConfigureAwait(false);
        }

        return gone;
    }

    /// <summary>
    /// Has a sale that earned nothing, because another one counted before it, decided again; one that earned less for it, because of the
    /// other one's place or caps, gets what it comes to without the other one.
    /// </summary>
    public static async Task<SaleState> ReopenAsync(
        IAffiliateUnit unit, SaleState state, IReadOnlyList<(CustomerId? Customer, CommissionBasis Basis)> gone, DateTimeOffset now,
        CancellationToken ct)
    {
        if (state.Sale is { Reason: SaleReasons.DurationOver or SaleReasons.Capped } sale)
        {
            await UncountAsync(unit, sale, sale.Basis, ct).ConfigureAwait(false);
            state.Set(sale with { PartnerId = null, Reason = SaleReasons.Unattributed });
            unit.Add(CreditWork.ItemFor(sale.Id, "merged", now));
        }
        else if (state.Sale is { CustomerId: var customer })
        {
            await state.RedecideAsync(unit, [.. gone.Where(one => one.Customer == customer).Select(one => one.Basis)], now, ct)
                .ConfigureAwait(false);
        }

        return state;
    }

    private static async Task UncountAsync(IAffiliateUnit unit, Sale sale, string? basis, CancellationToken ct)
    {
        if (sale is { PartnerId: not null, CustomerId: { } customer }
            && await unit.FindAsync(Referral.ByCustomer(customer), ct).ConfigureAwait(false) is { } referral)
        {
            await WatchedUnit.Of(unit).Progress.WithoutSaleAsync(unit, referral.Id, SaleWeight.Then(basis), ct).ConfigureAwait(false);
        }
    }
}
