namespace Affiliate;

/// <summary>Whether a payment comes after the customer's subscription has ended. Only plans that ask for it pay for the reads.</summary>
internal sealed class Cancellations(IAffiliateStore store)
{
    /// <summary>Whether a sale earns nothing because of it, by what is known now. Inside a unit the unit reads, which has a connection.</summary>
    public async ValueTask<bool> IsStoppedAsync(IAffiliateUnit? unit, PlanTerms? terms, Sale sale, CancellationToken ct)
    {
        if (terms?.StopsAtCancellation != true || sale.CustomerId is not { } customer)
        {
            return false;
        }

        var grace = TimeSpan.FromDays(terms.ResumesWithinDays ?? 0);
        var subscriptions = await SubscriptionsAsync(unit, customer, ct).ConfigureAwait(false);
        var own = subscriptions.Find(one => one.Reference == sale.SubscriptionReference);
        var began = own is { Began: var first } && first < sale.OccurredAt ? first : sale.OccurredAt;
        var ownEnd = sale.SubscriptionReference is { } reference ? await EndOfAsync(unit, reference, ct).ConfigureAwait(false) : null;
        if (sale.OccurredAt > ownEnd + grace)
        {
            return true;
        }

        DateTimeOffset? ended = null;
        foreach (var other in subscriptions.Where(one => one != own && one.Began <= began))
        {
            if (await EndOfAsync(unit, other.Reference, ct).ConfigureAwait(false) is not { } end || end > began)
            {
                return false;
            }

            ended = end > ended ? end : ended ?? end;
        }

        return began > ended + grace;
    }

    private async Task<List<Subscription>> SubscriptionsAsync(IAffiliateUnit? unit, CustomerId customer, CancellationToken ct)
    {
        var query = Query<Sale>.All.Equal(s => s.CustomerId, customer).NotEqual(s => s.SubscriptionReference, null)
            .Only(s => s.Id, s => s.SubscriptionReference, s => s.OccurredAt);
        var sales = await store.ListAsync(unit, query, ct).ConfigureAwait(false);
        return [.. sales.GroupBy(s => s.SubscriptionReference!, StringComparer.Ordinal)
            .Select(group => new Subscription(group.Key, group.Min(s => s.OccurredAt)))];
    }

    private async Task<DateTimeOffset?> EndOfAsync(IAffiliateUnit? unit, string subscription, CancellationToken ct) =>
        (await store.FindAsync(unit, PaymentReference.ByReference(subscription), ct).ConfigureAwait(false))?.EndedAt;

    private sealed record Subscription(string Reference, DateTimeOffset Began);
}
