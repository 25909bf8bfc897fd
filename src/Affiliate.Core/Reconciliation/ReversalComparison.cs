namespace Affiliate;

/// <summary>Compares the provider's refunds, disputes and credits with what is noted of them.</summary>
internal sealed class ReversalComparison(IAffiliateStore store)
{
    public async Task CompareAsync(
        ProviderFacts facts, string provider, DateTimeOffset from, DateTimeOffset to, List<ReconciliationDifference> found,
        CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reversal in facts.Reversals)
        {
            told.Add(reversal.Source);
            if (await CompareAsync(facts, reversal, ct).ConfigureAwait(false) is { } difference)
            {
                found.Add(difference);
            }
        }

        // What waits here since that time, whether or not the provider tells it again.
        var waiting = Query<SaleReversal>.All.AtLeast(r => r.AsOf, from).AtMost(r => r.AsOf, to);
        await foreach (var noted in store.ReadAsync(waiting, ct).ConfigureAwait(false))
        {
            if (!told.Contains(noted.Source) && noted.Source.StartsWith(provider + ":", StringComparison.Ordinal)
                && await SaleAsync(noted.SaleId, ct).ConfigureAwait(false) is null)
            {
                found.Add(Orphan(noted.Source, noted.GrossMinorUnits, noted.Currency));
            }
        }
    }

    private async Task<ReconciliationDifference?> CompareAsync(ProviderFacts facts, Reversal reversal, CancellationToken ct)
    {
        var noted = await store.FindAsync(SaleReversal.BySource(reversal.Source), ct).ConfigureAwait(false);
        var sale = noted is null
            ? await SaleAsync(reversal, ct).ConfigureAwait(false)
            : await SaleAsync(noted.SaleId, ct).ConfigureAwait(false);
        var isWithPayment = facts.Payments.Any(payment =>
            payment.Source == reversal.Target || payment.Aliases.Contains(reversal.Target, StringComparer.Ordinal));
        if (sale is null)
        {
            // With its payment missing too, reading the payment repairs both.
            return noted is null && isWithPayment ? null : Orphan(reversal.Source, reversal.Gross?.MinorUnits, reversal.Gross?.Currency);
        }

        if (noted is null)
        {
            var isWithoutEffect = reversal.State == ReversalState.Released
                || (reversal.Kind == ReversalKind.Correction && reversal.Base?.MinorUnits >= sale.AmountMinorUnits);
            return isWithoutEffect ? null : Difference(
                ReconciliationKind.MissingReversal, reversal, sale, null,
                "The provider knows of it, and it is not noted here.");
        }

        var isSame = noted.State == reversal.State
            && (reversal.Gross is null || noted.GrossMinorUnits is null || noted.GrossMinorUnits == reversal.Gross.Value.MinorUnits);
        return isSame || noted.AsOf > reversal.AsOf
            ? null
            : Difference(
                ReconciliationKind.ReversalMismatch, reversal, sale, noted,
                $"It is {noted.State} here and {reversal.State} at the provider.");
    }

    private Task<Sale?> SaleAsync(SaleId id, CancellationToken ct) => store.FindAsync(Sale.ById(id), ct);

    private async Task<Sale?> SaleAsync(Reversal reversal, CancellationToken ct)
    {
        var lookups = reversal.Aliases.Prepend(reversal.Target).Select(LookupKey.Of).ToList();
        foreach (var reference in await store.ListAsync(Query<PaymentReference>.All.In(r => r.Lookup, lookups), ct).ConfigureAwait(false))
        {
            if (reference.SaleId is { } id && await SaleAsync(id, ct).ConfigureAwait(false) is { } sale)
            {
                return sale;
            }
        }

        return null;
    }

    private static ReconciliationDifference Orphan(string source, long? amount, string? currency) => new()
    {
        Kind = ReconciliationKind.OrphanReversal,
        Reference = source,
        ProviderMinorUnits = amount,
        Currency = currency,
        Message = "Its payment is unknown here. Read the time of the payment; one from before the affiliate program may stay so.",
        Repair = ReconciliationRepair.Backfill,
    };

    private static ReconciliationDifference Difference(
        ReconciliationKind kind, Reversal reversal, Sale sale, SaleReversal? noted, string message) => new()
        {
            Kind = kind,
            Reference = reversal.Source,
            SaleId = sale.Id,
            ProviderMinorUnits = reversal.Gross?.MinorUnits,
            BookedMinorUnits = noted?.GrossMinorUnits,
            Currency = reversal.Gross?.Currency ?? sale.Currency,
            Message = message,
            Repair = ReconciliationRepair.Backfill,
        };
}
