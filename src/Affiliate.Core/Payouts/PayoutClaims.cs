namespace Affiliate;

/// <summary>What a partner can be paid in one currency: commissions, and the ledger entries that no payout claims yet.</summary>
internal sealed record PayoutClaims(IReadOnlyList<Commission> Commissions, IReadOnlyList<LedgerEntry> Entries)
{
    /// <summary>Bounds one payout's transaction; what is above it is for the next run.</summary>
    private const int MostCommissions = 2_000;
    private const int ChunkSize = 500;

    public static PayoutClaims None { get; } = new([], []);

    public long Total => Entries.Sum(entry => entry.AmountMinorUnits);

    public static async Task<PayoutClaims> LoadAsync(
        IAffiliateUnit unit, ProgramId program, PartnerId partner, string currency, PayoutRun run, CancellationToken ct)
    {
        var ofPartner = Query<Commission>.All.Equal(c => c.PartnerId, partner).Equal(c => c.ProgramId, program)
            .Equal(c => c.Currency, currency);

        // What changed after it was paid comes first: a debt is settled before anything new is paid. What a dispute holds is not paid.
        var inPayouts = ofPartner.In(c => c.Status, [CommissionStatus.Processing, CommissionStatus.Paid]).Ascending(c => c.CreatedAt);
        var debts = await unit.ListAsync(
            inPayouts.Below(c => c.UnsettledMinorUnits, 0).Take(MostCommissions), ct).ConfigureAwait(false);
        var owed = await unit.ListAsync(
            inPayouts.Above(c => c.UnsettledMinorUnits, 0).Equal(c => c.IsOnHold, false).Take(MostCommissions - debts.Count), ct)
            .ConfigureAwait(false);
        IReadOnlyList<Commission> changed = [.. debts, .. owed];
        var approved = await unit.ListAsync(
            InPeriod(ofPartner, run).Equal(c => c.Status, CommissionStatus.Approved).Equal(c => c.IsOnHold, false)
                .Ascending(c => c.CreatedAt).Take(MostCommissions - changed.Count),
            ct).ConfigureAwait(false);
        var entries = await UnclaimedAsync(unit, [.. changed, .. approved], ct).ConfigureAwait(false);
        var adjustments = await unit.ListAsync(
            Query<LedgerEntry>.All.Equal(e => e.PartnerId, partner).Equal(e => e.Currency, currency)
                .In(e => e.Kind, [LedgerEntryKind.Adjusted, LedgerEntryKind.Withheld, LedgerEntryKind.Reserved]).Equal(e => e.ProgramId, program),
            ct).ConfigureAwait(false);
        var open = await WithoutItemsAsync(unit, [.. adjustments.Where(IsClaimable)], ct).ConfigureAwait(false);
        return new PayoutClaims([.. changed, .. approved], [.. entries, .. open]);
    }

    /// <summary>Whether a payout pays the entry, rather than being what it did.</summary>
    public static bool IsClaimable(LedgerEntry entry) =>
        entry.Kind != LedgerEntryKind.Paid
        && (entry.Kind is not (LedgerEntryKind.Withheld or LedgerEntryKind.Reserved) || entry.AmountMinorUnits > 0);

    private static Query<Commission> InPeriod(Query<Commission> query, PayoutRun run)
    {
        query = run.PeriodStart is { } start ? query.AtLeast(c => c.CreatedAt, start) : query;
        return run.PeriodEnd is { } end ? query.Below(c => c.CreatedAt, end) : query;
    }

    private static async Task<List<LedgerEntry>> UnclaimedAsync(
        IAffiliateUnit unit, Commission[] commissions, CancellationToken ct)
    {
        var unclaimed = new List<LedgerEntry>();
        foreach (var chunk in commissions.Chunk(ChunkSize))
        {
            var entries = await unit.ListAsync(
                Query<LedgerEntry>.All.In(e => e.CommissionId, chunk.Select(c => (CommissionId?)c.Id)), ct)
                .ConfigureAwait(false);
            unclaimed.AddRange(await WithoutItemsAsync(unit, entries, ct).ConfigureAwait(false));
        }

        return unclaimed;
    }

    private static async Task<IReadOnlyList<LedgerEntry>> WithoutItemsAsync(
        IAffiliateUnit unit, IReadOnlyList<LedgerEntry> entries, CancellationToken ct)
    {
        var claimed = new HashSet<LedgerEntryId>();
        foreach (var chunk in entries.Chunk(ChunkSize))
        {
            var items = await unit.ListAsync(
                Query<PayoutItem>.All.In(i => i.EntryId, chunk.Select(e => e.Id)), ct).ConfigureAwait(false);
            claimed.UnionWith(items.Select(i => i.EntryId));
        }

        return claimed.Count == 0 ? entries : [.. entries.Where(e => !claimed.Contains(e.Id))];
    }
}
