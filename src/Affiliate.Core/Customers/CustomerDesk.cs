namespace Affiliate;

/// <summary>Shows what is held on a customer, and erases the person.</summary>
public sealed class CustomerDesk
{
    private const int Most = 1_000;

    private readonly IAffiliateStore _store;
    private readonly CustomerErasure _erasure;

    internal CustomerDesk(IAffiliateStore store, CustomerErasure erasure)
    {
        _store = store;
        _erasure = erasure;
    }

    /// <summary>A customer's way from the clicks to the payouts, each list at most 1,000 rows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="customer">The host's key of the customer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the customer is unknown in the program, or was erased.</returns>
    public async Task<CustomerJourney?> FindAsync(
        ProgramId program, CustomerKey customer, CancellationToken cancellationToken = default)
    {
        if (await _store.FindAsync(Customer.ByKey(program, customer), cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return null;
        }

        var clicks = await EventTrace.ClicksOfAsync(_store, known, cancellationToken).ConfigureAwait(false);
        var commissions = await ListAsync(
            Query<Commission>.All.Equal(one => one.CustomerId, known.Id), one => one.CreatedAt, cancellationToken).ConfigureAwait(false);
        return new CustomerJourney
        {
            Customer = known,
            Referral = await _store.FindAsync(Referral.ByCustomer(known.Id), cancellationToken).ConfigureAwait(false),
            Clicks = clicks.Count == 0 ? []
                : await ListAsync(Query<Click>.All.In(one => one.Id, clicks), one => one.OccurredAt, cancellationToken).ConfigureAwait(false),
            Leads = await ListAsync(
                Query<Lead>.All.Equal(one => one.CustomerId, known.Id), one => one.CreatedAt, cancellationToken).ConfigureAwait(false),
            Sales = await ListAsync(
                Query<Sale>.All.Equal(one => one.CustomerId, known.Id), one => one.OccurredAt, cancellationToken).ConfigureAwait(false),
            Commissions = commissions,
            Payouts = await PayoutsAsync(commissions, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Erases a person: key, e-mail address and what providers call them go; amounts and our own identifiers stay.</summary>
    /// <remarks>
    /// One transaction, with a <c>customer.erased</c> event that names nobody. Stored payment messages that name the customer lose
    /// their content once they are applied. Safe to repeat: it then takes what came in between. Later leads and payments under
    /// the erased key are recorded without the person and credit nobody.
    /// </remarks>
    /// <param name="program">The program; its test rows are erased with it.</param>
    /// <param name="customer">The host's key of the customer.</param>
    /// <param name="cancellationToken">Gives up; nothing is erased then.</param>
    /// <returns>Whether the customer is known, or was erased before.</returns>
    public async Task<bool> EraseAsync(ProgramId program, CustomerKey customer, CancellationToken cancellationToken = default)
    {
        var isKnown = await _erasure.EraseAsync(program, customer, cancellationToken).ConfigureAwait(false);
        var isTested = !program.IsTest()
            && await _erasure.EraseAsync(program.Test(), customer, cancellationToken).ConfigureAwait(false);
        return isKnown || isTested;
    }

    private Task<List<T>> ListAsync<T>(
        Query<T> query, System.Linq.Expressions.Expression<Func<T, DateTimeOffset>> order, CancellationToken ct)
        where T : class, IRecord<T> => _store.ListAsync(query.Ascending(order).Take(Most), ct);

    private async Task<IReadOnlyList<Payout>> PayoutsAsync(List<Commission> commissions, CancellationToken ct)
    {
        if (commissions.Count == 0)
        {
            return [];
        }

        var ids = commissions.Select(commission => (CommissionId?)commission.Id).ToArray();
        var items = await _store.ListAsync(Query<PayoutItem>.All.In(item => item.CommissionId, ids), ct).ConfigureAwait(false);
        return items.Count == 0 ? []
            : await ListAsync(
                Query<Payout>.All.In(payout => payout.Id, items.Select(item => item.PayoutId).Distinct().ToArray()),
                payout => payout.CreatedAt, ct).ConfigureAwait(false);
    }
}
