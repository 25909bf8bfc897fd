namespace Affiliate;

/// <summary>
/// How much of a sale's base is gone, and how much of it is in doubt, from all its reversals together
/// (<c>payment-providers.md</c> 4.6, 5.5). Pure: order and repeats do not matter (I7).
/// </summary>
/// <param name="GoneMinorUnits">The base that is gone, between 0 and the sale's base.</param>
/// <param name="HeldMinorUnits">The base that is in doubt beyond that; together at most the sale's base.</param>
/// <param name="IsCapped">Whether more was reversed than was paid (I12).</param>
internal sealed record Takeback(long GoneMinorUnits, long HeldMinorUnits, bool IsCapped)
{
    public static Takeback None { get; } = new(0, 0, false);

    public static Takeback Of(Sale sale, IReadOnlyCollection<SaleReversal> reversals)
    {
        if (reversals.Count == 0 || sale.AmountMinorUnits <= 0)
        {
            return None;
        }

        if (reversals.Any(r => IsForeign(r, sale)))
        {
            reversals = [.. reversals.Select(r => IsForeign(r, sale) ? Frozen(r) : r)];
        }

        if (sale.ChargedMinorUnits is > 0 and { } charged && reversals.Any(r => r.Currency == sale.ChargedCurrency))
        {
            (sale, reversals) = AsCharged(sale, charged, reversals);
        }

        var effective = reversals.Where(r => r.State == ReversalState.Effective).ToList();
        var open = reversals.Where(r => r.State != ReversalState.Released).ToList();
        var gone = BaseOf(sale, effective, [.. reversals.Except(effective)], out var isCapped);
        var atWorst = BaseOf(sale, open, [.. reversals.Except(open)], out _);
        return new Takeback(gone, Math.Max(0, atWorst - gone), isCapped);
    }

    /// <summary>Whether a reversal is told in a currency that the sale says nothing about.</summary>
    public static bool IsForeign(SaleReversal reversal, Sale sale) =>
        reversal.Currency is not null && reversal.Currency != sale.Currency
        && !(reversal.Currency == sale.ChargedCurrency && sale.ChargedMinorUnits > 0 && reversal.BaseMinorUnits is null);

    /// <summary>
    /// Counts gross amounts in the customer's own currency, when reversals are told in it: so all of it together is all of the sale,
    /// however each part would have been rounded.
    /// </summary>
    private static (Sale Sale, IReadOnlyCollection<SaleReversal> Reversals) AsCharged(
        Sale sale, long charged, IReadOnlyCollection<SaleReversal> reversals) =>
        (sale with { GrossMinorUnits = charged },
        [
            .. reversals.Select(r => r.Currency == sale.Currency && r.GrossMinorUnits is { } gross && sale.GrossMinorUnits > 0
                ? r with { GrossMinorUnits = MinorUnits.MulDiv(charged, Math.Min(gross, sale.GrossMinorUnits), sale.GrossMinorUnits) }
                : r),
        ]);

    /// <summary>
    /// An amount in another currency says nothing of how much is gone (I9). What is left of the sale is held until
    /// somebody tells, rather than paid or taken by a wrong number. A dispute of which the gross alone is told is about all of it.
    /// </summary>
    private static SaleReversal Frozen(SaleReversal reversal) => reversal is { Kind: ReversalKind.Dispute, BaseMinorUnits: null }
        ? reversal with { GrossMinorUnits = null }
        : Held(reversal);

    private static SaleReversal Held(SaleReversal reversal) => reversal with
    {
        Kind = ReversalKind.Credit,
        State = reversal.State == ReversalState.Released || reversal.Kind is ReversalKind.DisputeReturned or ReversalKind.DisputeLapsed
            ? ReversalState.Released
            : ReversalState.Held,
        GrossMinorUnits = null,
        BaseMinorUnits = null,
    };

    /// <param name="sale">The sale.</param>
    /// <param name="counted">The reversals that count.</param>
    /// <param name="others">The rest. Their money did not move, but totals may include it.</param>
    /// <param name="isCapped">Whether more was reversed than was paid.</param>
    private static long BaseOf(Sale sale, List<SaleReversal> counted, List<SaleReversal> others, out bool isCapped)
    {
        var byGross = counted.Where(r => r.BaseMinorUnits is null).ToList();
        var gross = Refunded(sale, byGross, others) + Net(byGross, r => GrossOf(sale, r));
        var known = counted.Where(r => r.BaseMinorUnits is not null).ToList();
        var knownBase = Base(known, ReversalKind.Refund) + Net(known, r => r.BaseMinorUnits!.Value) + Corrected(sale, known);
        isCapped = gross > sale.GrossMinorUnits || knownBase > sale.AmountMinorUnits;

        // Once everything went back nothing is left, however the base of each part was rounded.
        var knownGross = Gross(sale, known, ReversalKind.Refund) + Net(known, r => GrossOf(sale, r));
        if (byGross.Exists(TakesTheRest) || (sale.GrossMinorUnits > 0 && gross + knownGross >= sale.GrossMinorUnits))
        {
            return sale.AmountMinorUnits;
        }

        var share = gross >= sale.GrossMinorUnits
            ? sale.AmountMinorUnits
            : MinorUnits.MulDiv(sale.AmountMinorUnits, (long)gross, sale.GrossMinorUnits);
        return (long)Int128.Min(sale.AmountMinorUnits, share + knownBase);
    }

    /// <summary>
    /// The refunds known one by one, and what the totals of payments say beyond those of the same payment. A refund that names no
    /// payment may be any payment's.
    /// </summary>
    private static Int128 Refunded(Sale sale, List<SaleReversal> byGross, List<SaleReversal> others)
    {
        var refunded = Gross(sale, byGross, ReversalKind.Refund);
        var totals = byGross.FindAll(r => r.Kind == ReversalKind.RefundTotal);
        if (totals.Count == 0)
        {
            return refunded;
        }

        List<SaleReversal> known = [.. byGross, .. others];
        var beyond = totals.Aggregate(Int128.Zero, (sum, total) => sum + Int128.Max(0, GrossOf(sale, total) - Gross(
            sale,
            known.Where(r => r.PaymentNames is not null && (total.PaymentNames is null || r.SharesPayment(total))),
            ReversalKind.Refund)));
        return refunded + Int128.Max(0, beyond - Gross(sale, known.Where(r => r.PaymentNames is null), ReversalKind.Refund));
    }

    /// <summary>Disputes less what came back of them, and credits.</summary>
    private static Int128 Net(List<SaleReversal> reversals, Func<SaleReversal, long> amount) =>
        Int128.Max(0, Sum(reversals, ReversalKind.Dispute, amount) - Returned(reversals, amount))
        + Sum(reversals, ReversalKind.Credit, amount);

    /// <summary>
    /// What came back of disputes. A dispute that is over and the return of its money are the same when they are of one amount.
    /// </summary>
    private static Int128 Returned(List<SaleReversal> reversals, Func<SaleReversal, long> amount)
    {
        var lapsed = reversals.Where(r => r.Kind == ReversalKind.DisputeLapsed).Select(amount).ToList();
        foreach (var returned in reversals.Where(r => r.Kind == ReversalKind.DisputeReturned))
        {
            lapsed.Remove(amount(returned));
        }

        return Sum(reversals, ReversalKind.DisputeReturned, amount) + lapsed.Aggregate(Int128.Zero, (sum, one) => sum + one);
    }

    /// <summary>What the lowest correction takes of the sale's base.</summary>
    private static Int128 Corrected(Sale sale, List<SaleReversal> reversals) => reversals
        .Where(r => r.Kind == ReversalKind.Correction)
        .Aggregate(Int128.Zero, (most, r) => Int128.Max(most, sale.AmountMinorUnits - r.BaseMinorUnits!.Value));

    private static Int128 Gross(Sale sale, IEnumerable<SaleReversal> reversals, ReversalKind kind) =>
        Sum(reversals, kind, r => GrossOf(sale, r));

    private static long GrossOf(Sale sale, SaleReversal reversal) => reversal.GrossMinorUnits
        ?? (reversal.BaseMinorUnits is not null || TakesTheRest(reversal) ? 0 : sale.GrossMinorUnits);

    /// <summary>A refund without an amount is of whatever is left, so it is never above what was paid.</summary>
    private static bool TakesTheRest(SaleReversal reversal) =>
        reversal is { GrossMinorUnits: null, BaseMinorUnits: null, Kind: ReversalKind.Refund or ReversalKind.Credit };

    private static Int128 Base(IEnumerable<SaleReversal> reversals, ReversalKind kind) =>
        Sum(reversals, kind, r => r.BaseMinorUnits!.Value);

    private static Int128 Sum(IEnumerable<SaleReversal> reversals, ReversalKind kind, Func<SaleReversal, long> amount) =>
        reversals.Where(r => r.Kind == kind).Aggregate(Int128.Zero, (sum, r) => sum + amount(r));
}
