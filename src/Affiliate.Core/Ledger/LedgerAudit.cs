namespace Affiliate;

/// <summary>Recomputes what the stored money must be (I15) and reports every difference.</summary>
public sealed class LedgerAudit
{
    private const int BatchSize = 1_000;
    private readonly IAffiliateStore _store;

    internal LedgerAudit(IAffiliateStore store) => _store = store;

    /// <summary>Checks every commission, ledger entry and credited sale.</summary>
    /// <remarks>Reads only; while sales are being recorded, run it again before believing a violation.</remarks>
    /// <returns>The violations; empty when the ledger is right.</returns>
    public async Task<IReadOnlyList<LedgerViolation>> VerifyAsync(CancellationToken cancellationToken = default)
    {
        var violations = new List<LedgerViolation>();
        long entriesSeen = 0;
        await foreach (var batch in CommissionsAsync(cancellationToken).ConfigureAwait(false))
        {
            entriesSeen += await CheckAsync(batch, violations, cancellationToken).ConfigureAwait(false);
        }

        await CheckOrphansAsync(entriesSeen, violations, cancellationToken).ConfigureAwait(false);
        await CheckCreditedSalesAsync(violations, cancellationToken).ConfigureAwait(false);
        await CheckPayoutsAsync(violations, cancellationToken).ConfigureAwait(false);
        return violations;
    }

    private async IAsyncEnumerable<Commission[]> CommissionsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var batch = new List<Commission>(BatchSize);
        await foreach (var commission in _store.ReadAsync(Query<Commission>.All.Ascending(c => c.Id), ct)
            .ConfigureAwait(false))
        {
            batch.Add(commission);
            if (batch.Count == BatchSize)
            {
                yield return [.. batch];
                batch.Clear();
            }
        }

        yield return [.. batch];
    }

    private async Task<long> CheckAsync(
        Commission[] commissions, List<LedgerViolation> violations, CancellationToken ct)
    {
        var entries = new Dictionary<CommissionId, List<LedgerEntry>>();
        long seen = 0;
        var ids = commissions.Select(c => (CommissionId?)c.Id);
        await foreach (var entry in _store.ReadAsync(Query<LedgerEntry>.All.In(e => e.CommissionId, ids), ct)
            .ConfigureAwait(false))
        {
            seen++;
            (entries.TryGetValue(entry.CommissionId!.Value, out var list)
                ? list
                : entries[entry.CommissionId.Value] = []).Add(entry);
        }

        var sales = new Dictionary<SaleId, Sale>();
        await foreach (var sale in _store.ReadAsync(
            Query<Sale>.All.In(s => s.Id, commissions.Select(c => c.SaleId).OfType<SaleId>().Distinct()), ct).ConfigureAwait(false))
        {
            sales.Add(sale.Id, sale);
        }

        var claimed = await ClaimedAsync(commissions, ct).ConfigureAwait(false);
        foreach (var commission in commissions)
        {
            violations.AddRange(CommissionRules.Check(
                commission,
                commission.SaleId is { } id ? sales.GetValueOrDefault(id) : null,
                entries.GetValueOrDefault(commission.Id) ?? [],
                claimed.GetValueOrDefault(commission.Id)));
        }

        return seen;
    }

    /// <summary>How much of each commission payouts claim.</summary>
    private async Task<Dictionary<CommissionId, long>> ClaimedAsync(Commission[] commissions, CancellationToken ct)
    {
        var ids = commissions.Select(c => (CommissionId?)c.Id);
        var rows = await _store.SumAsync(
            Query<PayoutItem>.All.In(i => i.CommissionId, ids).GroupBy(i => i.CommissionId).Sum(i => i.AmountMinorUnits), ct)
            .ConfigureAwait(false);
        return rows.ToDictionary(row => (CommissionId)row.Group[0]!, row => row.Totals[0]);
    }

    private async Task CheckPayoutsAsync(List<LedgerViolation> violations, CancellationToken ct)
    {
        var payouts = new Dictionary<PayoutId, PayoutTotals>();
        await foreach (var payout in _store.ReadAsync(Query<Payout>.All, ct).ConfigureAwait(false))
        {
            payouts.Add(payout.Id, new PayoutTotals(payout));
        }

        await foreach (var item in _store.ReadAsync(Query<PayoutItem>.All, ct).ConfigureAwait(false))
        {
            payouts.GetValueOrDefault(item.PayoutId)?.Claim(item);
        }

        await foreach (var entry in _store.ReadAsync(
            Query<LedgerEntry>.All.Equal(e => e.Kind, LedgerEntryKind.Paid), ct).ConfigureAwait(false))
        {
            (entry.PayoutId is { } id ? payouts.GetValueOrDefault(id) : null)?.Pay(entry);
        }

        violations.AddRange(payouts.Values.SelectMany(totals => totals.Check()));
    }

    /// <summary>Counting is cheap; only when the counts differ are the orphans looked for one by one.</summary>
    private async Task CheckOrphansAsync(long entriesSeen, List<LedgerViolation> violations, CancellationToken ct)
    {
        var belonging = Query<LedgerEntry>.All.NotEqual(e => e.CommissionId, null);
        var total = await _store.SumAsync(belonging.GroupBy(), ct).ConfigureAwait(false);
        if (total[0].Count == entriesSeen)
        {
            return;
        }

        await foreach (var entry in _store.ReadAsync(belonging, ct).ConfigureAwait(false))
        {
            if (await _store.FindAsync(Commission.ById(entry.CommissionId!.Value), ct).ConfigureAwait(false) is null)
            {
                violations.Add(new LedgerViolation(
                    "entry_orphan", entry.Id.ToString(), $"The commission {entry.CommissionId} does not exist."));
            }
        }
    }

    private async Task CheckCreditedSalesAsync(List<LedgerViolation> violations, CancellationToken ct)
    {
        var commissions = await CountBySaleAsync(ct).ConfigureAwait(false);
        await foreach (var sale in _store.ReadAsync(Query<Sale>.All.NotEqual(s => s.PartnerId, null), ct)
            .ConfigureAwait(false))
        {
            var count = commissions.GetValueOrDefault(sale.Id);
            var expected = sale.Reason is null ? 1 : 0;
            if (count != expected)
            {
                violations.Add(new LedgerViolation(
                    "sale_commissions", sale.Id.ToString(), $"This credited sale must have {expected} commissions and has {count}."));
            }
        }
    }

    private async Task<Dictionary<SaleId, int>> CountBySaleAsync(CancellationToken ct)
    {
        var counts = new Dictionary<SaleId, int>();
        await foreach (var commission in _store.ReadAsync(
            Query<Commission>.All.Equal(c => c.Kind, CommissionKind.Sale), ct).ConfigureAwait(false))
        {
            if (commission.SaleId is { } sale)
            {
                counts[sale] = counts.GetValueOrDefault(sale) + 1;
            }
        }

        return counts;
    }
}
