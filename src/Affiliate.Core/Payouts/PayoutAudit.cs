namespace Affiliate;

/// <summary>Checks payouts against their items, entries and payments (I14), in batches.</summary>
internal sealed class PayoutAudit(IAffiliateStore store)
{
    private const int BatchSize = 200;
    private const int ItemBatchSize = 1_000;

    /// <summary>What only payouts book.</summary>
    private static readonly LedgerEntryKind[] PayoutKinds = [LedgerEntryKind.Paid, LedgerEntryKind.Withheld, LedgerEntryKind.Reserved];

    private readonly List<LedgerViolation> _violations = [];
    private long _items;
    private long _paid;

    public IReadOnlyList<LedgerViolation> Violations => _violations;

    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var batch in store.PagesAsync(Query<Payout>.All, p => p.Id, p => p.Id, BatchSize, ct).ConfigureAwait(false))
        {
            var payouts = batch.ToDictionary(payout => payout.Id, payout => new PayoutTotals(payout));
            var items = Query<PayoutItem>.All.In(i => i.PayoutId, payouts.Keys).Ascending(i => i.EntryId);
            await foreach (var part in store.BatchesAsync(items, ItemBatchSize, ct).ConfigureAwait(false))
            {
                await ClaimAsync(part, payouts, ct).ConfigureAwait(false);
            }

            var ids = payouts.Keys.Select(id => (PayoutId?)id);
            await foreach (var entry in store.ReadAsync(Query<LedgerEntry>.All.In(e => e.PayoutId, ids), ct).ConfigureAwait(false))
            {
                _paid += PayoutKinds.Contains(entry.Kind) ? 1 : 0;
                payouts[entry.PayoutId!.Value].Pay(entry);
            }

            var issued = (await store.ListAsync(
                Query<PayoutStatement>.All.In(s => s.PayoutId, payouts.Keys), ct).ConfigureAwait(false))
                .Select(statement => statement.PayoutId).ToHashSet();
            _violations.AddRange(payouts.Values.SelectMany(totals => totals.Check()));
            _violations.AddRange(batch.Where(p => (p.Status == PayoutStatus.Paid) != issued.Contains(p.Id)).Select(p => new LedgerViolation(
                "payout_statement", p.Id.ToString(), $"It is {p.Status} and its statement {(issued.Contains(p.Id) ? "exists" : "is missing")}.")
            {
                Program = p.ProgramId,
            }));
        }

        await FindOrphansAsync(ct).ConfigureAwait(false);
        await CheckStatementsAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Every paid payout has a statement, and the numbers of a program have no gaps.</summary>
    private async Task CheckStatementsAsync(CancellationToken ct)
    {
        ProgramId? program = null;
        long number = 0;
        await foreach (var statement in store.ReadAsync(
            Query<PayoutStatement>.All.Ascending(s => s.ProgramId).Ascending(s => s.Number), ct).ConfigureAwait(false))
        {
            var expected = statement.ProgramId == program ? number + 1 : 1;
            if (statement.Number != expected)
            {
                _violations.Add(new LedgerViolation(
                    "statement_gap", statement.PayoutId.ToString(), $"Statement {statement.Number} stands where {expected} must be.")
                {
                    Program = statement.ProgramId,
                });
            }

            (program, number) = (statement.ProgramId, statement.Number);
        }
    }

    private async Task ClaimAsync(PayoutItem[] items, Dictionary<PayoutId, PayoutTotals> payouts, CancellationToken ct)
    {
        var entries = (await store.ListOfAsync(
            Query<LedgerEntry>.All, e => e.Id, e => e.Id, items.Select(i => i.EntryId), ct).ConfigureAwait(false))
            .ToDictionary(entry => entry.Id);
        foreach (var item in items)
        {
            _items++;
            _violations.AddRange(payouts[item.PayoutId].Claim(item, entries.GetValueOrDefault(item.EntryId)));
        }
    }

    /// <summary>Counting is cheap; only when the counts differ are the orphans looked for one by one.</summary>
    private async Task FindOrphansAsync(CancellationToken ct)
    {
        if (await store.CountAsync(Query<PayoutItem>.All, ct).ConfigureAwait(false) != _items)
        {
            await foreach (var batch in store.BatchesAsync(Query<PayoutItem>.All, ItemBatchSize, ct).ConfigureAwait(false))
            {
                var known = await KnownAsync(batch.Select(item => item.PayoutId), ct).ConfigureAwait(false);
                _violations.AddRange(batch.Where(item => !known.Contains(item.PayoutId)).Select(item => new LedgerViolation(
                    "item_orphan", item.EntryId.ToString(), $"The payout {item.PayoutId} that claims the entry does not exist.")));
            }
        }

        var paid = Query<LedgerEntry>.All.In(e => e.Kind, PayoutKinds);
        if (await store.CountAsync(paid, ct).ConfigureAwait(false) != _paid)
        {
            await foreach (var batch in store.BatchesAsync(paid, ItemBatchSize, ct).ConfigureAwait(false))
            {
                var known = await KnownAsync(batch.Select(entry => entry.PayoutId).OfType<PayoutId>(), ct).ConfigureAwait(false);
                _violations.AddRange(batch.Where(e => e.PayoutId is not { } id || !known.Contains(id)).Select(e => new LedgerViolation(
                    "paid_orphan", e.Id.ToString(), "The entry says that a payout was paid which does not exist.")
                { Program = e.ProgramId }));
            }
        }
    }

    private async Task<HashSet<PayoutId>> KnownAsync(IEnumerable<PayoutId> ids, CancellationToken ct) =>
        [.. (await store.ListAsync(Query<Payout>.All.In(p => p.Id, ids.Distinct()), ct).ConfigureAwait(false)).Select(p => p.Id)];
}
