using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>
/// Asks providers every hour for the other half of what waits: the payments of refunds and disputes that are unknown here, and
/// the codes of coupons that sales wait to hear of. Without a fetcher there is nothing to do.
/// </summary>
internal sealed class PaymentLookups(
    IAffiliateStore store, PaymentFetchers fetchers, PaymentIntake intake, TimeProvider time, ILogger<PaymentLookups> logger)
    : IWorkHandler
{
    private const int MostLookUps = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>How long a message may be on its way before it is asked for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How long it is asked for.</summary>
    private static readonly TimeSpan Search = TimeSpan.FromDays(3);

    /// <summary>Well below the time that work may take.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    public WorkKind Kind => WorkKind.PaymentLookup;

    public int Parallelism => 1;

    public string? RecurringSubject => fetchers.CanRead ? "lookups" : null;

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        string[] wanted =
        [
            .. await PaymentsAsync(cancellationToken).ConfigureAwait(false),
            .. await CouponsAsync(cancellationToken).ConfigureAwait(false),
        ];
        foreach (var reference in wanted.Distinct(StringComparer.Ordinal).Take(MostLookUps))
        {
            if (time.GetElapsedTime(begun) > Turn || !await LookUpAsync(reference, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + Interval);
    }

    /// <summary>The names of payments that are unknown here although money of them went back.</summary>
    private async Task<IReadOnlyList<string>> PaymentsAsync(CancellationToken ct)
    {
        // Each has an item that is due once it has waited for too long.
        var now = time.GetUtcMilliseconds();
        var parked = Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.ParkedReversal)
            .AtLeast(w => w.DueAt, now - Search + ParkedReversals.Patience)
            .AtMost(w => w.DueAt, now - Patience + ParkedReversals.Patience).Ascending(w => w.DueAt);
        var names = new List<string>();
        await foreach (var work in store.ReadAsync(parked, ct).ConfigureAwait(false))
        {
            var id = AffiliateId.Parse<SaleReversalId>(work.Subject);
            if (await store.FindAsync(SaleReversal.Record.ByPrimaryKey(id), ct).ConfigureAwait(false) is { } reversal
                && await store.FindAsync(Sale.ById(reversal.SaleId), ct).ConfigureAwait(false) is null)
            {
                var references = await store.ListAsync(
                    Query<PaymentReference>.All.Equal(r => r.SaleId, reversal.SaleId), ct).ConfigureAwait(false);
                names.AddRange(references.Select(reference => reference.Reference));
            }

            if (names.Count >= MostLookUps)
            {
                break;
            }
        }

        return names;
    }

    /// <summary>The coupons that sales wait to hear of, where the name to ask for is known.</summary>
    private async Task<IReadOnlyList<string>> CouponsAsync(CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var waits = await store.ListAsync(
            Query<CouponWait>.All.AtMost(w => w.CreatedAt, now - Patience).AtLeast(w => w.CreatedAt, now - Search)
                .Ascending(w => w.CreatedAt).Take(MostLookUps), ct).ConfigureAwait(false);
        return waits.ConvertAll(wait => wait.Coupon).FindAll(coupon => coupon.Contains(':', StringComparison.Ordinal));
    }

    /// <summary>Asks for one and takes what is known of it like webhooks.</summary>
    /// <returns>Whether the provider answered; else the next hour tries again.</returns>
    private async Task<bool> LookUpAsync(string reference, CancellationToken ct)
    {
        foreach (var fetcher in fetchers.All.Where(one => reference.StartsWith(one.Provider + ":", StringComparison.Ordinal)))
        {
            foreach (var endpoint in fetcher.Endpoints)
            {
                try
                {
                    foreach (var message in await fetcher.FindAsync(endpoint, reference, ct).ConfigureAwait(false))
                    {
                        await intake.TakeAsync(fetcher.Provider, endpoint, message, ct).ConfigureAwait(false);
                    }
                }
                catch (PaymentFetchException exception)
                {
                    Log.LookupFailed(logger, fetcher.Provider, exception);
                    return false;
                }
            }
        }

        return true;
    }
}
