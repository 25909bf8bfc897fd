namespace Affiliate;

/// <summary>Recomputes what the stored money must be (I15) and reports every difference.</summary>
public sealed class LedgerAudit
{
    private const int BatchSize = 1_000;
    private readonly IAffiliateStore _store;
    private readonly InstallationSecret _secret;

    internal LedgerAudit(IAffiliateStore store, InstallationSecret secret)
    {
        _store = store;
        _secret = secret;
    }

    /// <summary>Checks every commission, ledger entry, credited sale, payout and link of the chain.</summary>
    /// <remarks>Reads only, in batches; while sales are being recorded, run it again before believing a violation.</remarks>
    /// <returns>The violations; empty when the ledger is right.</returns>
    public async Task<IReadOnlyList<LedgerViolation>> VerifyAsync(CancellationToken cancellationToken = default) =>
        (await InspectAsync(cancellationToken).ConfigureAwait(false)).Violations;

    /// <summary>As <see cref="VerifyAsync"/>, and tells how far the chain has come.</summary>
    public async Task<LedgerInspection> InspectAsync(CancellationToken cancellationToken = default)
    {
        var payouts = new PayoutAudit(_store);
        var seals = new SealAudit(_store, _secret);
        var violations = new List<LedgerViolation>();
        await Task.WhenAll(
            seals.RunAsync(cancellationToken), payouts.RunAsync(cancellationToken), CheckSalesAsync(violations, cancellationToken))
            .ConfigureAwait(false);
        var entries = await _store.CountAsync(Query<LedgerEntry>.All, cancellationToken).ConfigureAwait(false);
        if (seals.Head is not null && entries != seals.Links)
        {
            await seals.FindUnsealedAsync(cancellationToken).ConfigureAwait(false);
        }

        return new LedgerInspection(
            [.. violations, .. payouts.Violations, .. seals.Violations], entries, seals.Links, seals.Head?.Sequence ?? 0, seals.Head?.Hash);
    }

    private async Task CheckSalesAsync(List<LedgerViolation> violations, CancellationToken ct)
    {
        long entriesSeen = 0;
        await foreach (var batch in _store.BatchesAsync(Query<Commission>.All.Ascending(c => c.Id), BatchSize, ct)
            .ConfigureAwait(false))
        {
            entriesSeen += await CheckAsync(batch, violations, ct).ConfigureAwait(false);
        }

        await CheckOrphansAsync(entriesSeen, violations, ct).ConfigureAwait(false);
        await CheckCreditedSalesAsync(violations, ct).ConfigureAwait(false);
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

        var reversals = (await _store.ListAsync(
            Query<SaleReversal>.All.In(r => r.SaleId, sales.Keys), ct).ConfigureAwait(false)).ToLookup(r => r.SaleId);
        violations.AddRange(sales.Values.SelectMany(sale => ReversalFaults(sale, [.. reversals[sale.Id]])));
        var claims = await ClaimsAsync(commissions, ct).ConfigureAwait(false);
        foreach (var commission in commissions)
        {
            var sale = commission.SaleId is { } id ? sales.GetValueOrDefault(id) : null;
            var (own, claim) = (entries.GetValueOrDefault(commission.Id) ?? [], claims.GetValueOrDefault(commission.Id));
            violations.AddRange(CommissionRules.Check(commission, sale, own, claim.Amount)
                .Select(violation => violation with { Program = commission.ProgramId }));
            violations.AddRange(CommissionStateRules.Check(commission, sale, own, claim.Open, claim.Paid));
        }

        return seen;
    }

    /// <summary>How much of each commission payouts claim, and how many open and paid ones do.</summary>
    private async Task<Dictionary<CommissionId, (long Amount, int Open, int Paid)>> ClaimsAsync(
        Commission[] commissions, CancellationToken ct)
    {
        var ids = commissions.Select(c => (CommissionId?)c.Id);
        var items = await _store.ListAsync(Query<PayoutItem>.All.In(i => i.CommissionId, ids), ct).ConfigureAwait(false);
        var payouts = (await _store.ListAsync(
            Query<Payout>.All.In(p => p.Id, items.Select(i => i.PayoutId).Distinct()), ct).ConfigureAwait(false))
            .ToDictionary(payout => payout.Id, payout => payout.Status);
        return items.GroupBy(item => item.CommissionId!.Value).ToDictionary(
            group => group.Key,
            group => (
                group.Sum(item => item.AmountMinorUnits),
                group.Count(item => Payout.OpenStatuses.Contains(payouts.GetValueOrDefault(item.PayoutId, PayoutStatus.Failed))),
                group.Count(item => payouts.GetValueOrDefault(item.PayoutId, PayoutStatus.Failed) == PayoutStatus.Paid)));
    }

    /// <summary>What a sale says is gone and held must be what its reversals say together.</summary>
    private static IEnumerable<LedgerViolation> ReversalFaults(Sale sale, IReadOnlyCollection<SaleReversal> reversals)
    {
        var due = Takeback.Of(sale, reversals);
        if (sale.Reason != SaleReasons.Merged
            && (sale.ReversedMinorUnits, sale.HeldMinorUnits) != (due.GoneMinorUnits, due.HeldMinorUnits))
        {
            yield return new LedgerViolation(
                "sale_reversals", sale.Id.ToString(),
                $"{sale.ReversedMinorUnits} is gone and {sale.HeldMinorUnits} held; its reversals say {due.GoneMinorUnits} and {due.HeldMinorUnits}.")
            {
                Program = sale.ProgramId,
            };
        }
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
                    "entry_orphan", entry.Id.ToString(), $"The commission {entry.CommissionId} does not exist.")
                { Program = entry.ProgramId });
            }
        }
    }

    private async Task CheckCreditedSalesAsync(List<LedgerViolation> violations, CancellationToken ct)
    {
        var credited = Query<Sale>.All.NotEqual(s => s.PartnerId, null).Ascending(s => s.Id);
        await foreach (var batch in _store.BatchesAsync(credited, BatchSize, ct).ConfigureAwait(false))
        {
            var earned = Query<Commission>.All.Equal(c => c.Kind, CommissionKind.Sale)
                .In(c => c.SaleId, batch.Select(sale => (SaleId?)sale.Id));
            var rows = await _store.SumAsync(earned.GroupBy(c => c.SaleId), ct).ConfigureAwait(false);
            var counts = rows.ToDictionary(row => (SaleId)row.Group[0]!, row => row.Count);
            violations.AddRange(batch.Where(sale => counts.GetValueOrDefault(sale.Id) != Due(sale)).Select(sale => new LedgerViolation(
                "sale_commissions", sale.Id.ToString(),
                $"This credited sale must have {Due(sale)} commissions and has {counts.GetValueOrDefault(sale.Id)}.")
            {
                Program = sale.ProgramId,
            }));
        }
    }

    private static int Due(Sale sale) => sale.Reason is null ? 1 : 0;
}
