namespace Affiliate;

/// <summary>
/// Sales that are credited to nobody and whose buyer is known to the provider only. What is told later of the provider's customer has
/// them decided again, so that it does not matter which is told first (I7).
/// </summary>
internal static class WaitingSales
{
    /// <summary>How many sales one transaction has decided again; the last of them has the next ones looked for.</summary>
    internal const int MostAtOnce = 200;

    private const string Last = ":more:";

    private static readonly string?[] Unknown = [SaleReasons.Unattributed, Attribution.UnknownCoupon];

    /// <summary>Notes by which customer of the provider the sale is found, if nobody is credited for it.</summary>
    public static void Note(SaleState state, PurchaseReferences references, bool isNew, DateTimeOffset now)
    {
        if (state.Sale is { } sale && SaleCredit.IsInTime(sale, now)
            && (isNew || (sale.CustomerReferenceId is null && references.Customer is not null)))
        {
            state.Set(references.AwaitEvidence(sale));
        }
    }

    /// <summary>Has the customer's sales decided again, when something new is known of the customer; asks nothing otherwise.</summary>
    public static Task WakeAsync(IAffiliateUnit unit, PurchaseReferences references, SaleId own, DateTimeOffset now, CancellationToken ct) =>
        references.NewlyKnownCustomer is { } customer
            ? WakeAsync(unit, customer.Id, Query<Sale>.All.NotEqual(s => s.Id, own), now, ct)
            : Task.CompletedTask;

    /// <summary>Goes on after a sale that was the last of many.</summary>
    public static Task WakeNextAsync(IAffiliateUnit unit, WorkItem item, Sale sale, DateTimeOffset now, CancellationToken ct) =>
        sale.CustomerReferenceId is { } customer && item.Subject.Contains(Last, StringComparison.Ordinal)
            ? WakeAsync(unit, customer, Query<Sale>.All.Above(s => s.Id, sale.Id), now, ct)
            : Task.CompletedTask;

    private static async Task WakeAsync(
        IAffiliateUnit unit, PaymentReferenceId customer, Query<Sale> among, DateTimeOffset now, CancellationToken ct)
    {
        var sales = await unit.ListAsync(
            among.Equal(s => s.CustomerReferenceId, customer).In(s => s.Reason, Unknown)
                .AtLeast(s => s.CreatedAt, now - SaleCredit.AttributionGrace).Ascending(s => s.Id).Take(MostAtOnce),
            ct).ConfigureAwait(false);
        for (var i = 0; i < sales.Count; i++)
        {
            // Each time a new item: one that is at work may have looked before what is told now.
            var reason = i == MostAtOnce - 1 ? $"customer{Last}" : "customer:";
            unit.Add(CreditWork.ItemFor(sales[i].Id, $"{reason}{AffiliateId.New<WorkItemId>(now)}", now));
        }
    }
}
