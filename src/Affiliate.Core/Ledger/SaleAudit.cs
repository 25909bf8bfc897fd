namespace Affiliate;

/// <summary>
/// Checks sales, commissions and ledger entries against one another: sales in the order of their keys, each page joined with
/// what belongs to it. Only the fields that are compared are read.
/// </summary>
internal sealed class SaleAudit(IAffiliateStore store)
{
    private const int PageSize = 2_000;

    private static readonly Query<Sale> Sales = Query<Sale>.All.Only(
        s => s.Id, s => s.ProgramId, s => s.PartnerId, s => s.AmountMinorUnits, s => s.GrossMinorUnits, s => s.ReversedMinorUnits,
        s => s.HeldMinorUnits, s => s.IsReversalCapped, s => s.Currency, s => s.ChargedMinorUnits, s => s.ChargedCurrency, s => s.Reason);

    private static readonly Query<Commission> Commissions = Query<Commission>.All.Only(
        c => c.Id, c => c.ProgramId, c => c.PartnerId, c => c.Kind, c => c.SaleId, c => c.SourceCommissionId, c => c.BaseMinorUnits,
        c => c.Rate, c => c.Rounding, c => c.IsProportional, c => c.KeptUpToMinorUnits, c => c.ExchangeRate, c => c.AmountMinorUnits, c => c.UncappedMinorUnits,
        c => c.SharedMinorUnits,
        c => c.ReversedMinorUnits, c => c.UnsettledMinorUnits, c => c.Currency, c => c.Status, c => c.IsOnHold,
        c => c.ApprovedAt, c => c.CreatedAt);

    private static readonly Query<LedgerEntry> Entries = Query<LedgerEntry>.All.Only(
        e => e.Id, e => e.ProgramId, e => e.PartnerId, e => e.CommissionId, e => e.Kind, e => e.AmountMinorUnits, e => e.Currency,
        e => e.SourceKey);

    private readonly List<LedgerViolation> _violations = [];
    private long _commissions;
    private long _entries;

    public IReadOnlyList<LedgerViolation> Violations => _violations;

    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var sales in store.PagesAsync(Sales, s => s.Id, s => s.Id, PageSize, ct).ConfigureAwait(false))
        {
            await CheckSalesAsync(sales, ct).ConfigureAwait(false);
        }

        var others = Commissions.Equal(c => c.SaleId, null);
        await foreach (var commissions in store.PagesAsync(others, c => c.Id, c => c.Id, PageSize, ct).ConfigureAwait(false))
        {
            await CheckAsync(commissions, [], ct).ConfigureAwait(false);
        }

        await CheckLostSalesAsync(ct).ConfigureAwait(false);
        await CheckOrphansAsync(ct).ConfigureAwait(false);
    }

    private async Task CheckSalesAsync(List<Sale> sales, CancellationToken ct)
    {
        var ids = sales.ConvertAll(s => s.Id);
        var commissions = await store.ListOfAsync(Commissions, c => c.SaleId, c => c.SaleId!.Value, ids, ct).ConfigureAwait(false);
        var reversals = (await store.ListOfAsync(Query<SaleReversal>.All, r => r.SaleId, r => r.SaleId, ids, ct)
            .ConfigureAwait(false)).ToLookup(r => r.SaleId);
        var earned = commissions.ToLookup(c => c.SaleId!.Value);
        foreach (var sale in sales)
        {
            if (earned[sale.Id].Any() && ReversalFault(sale, [.. reversals[sale.Id]]) is { } fault)
            {
                _violations.Add(fault);
            }

            var count = earned[sale.Id].Count(c => c.Kind == CommissionKind.Sale);
            var due = sale.Reason is null ? 1 : 0;
            if (sale.PartnerId is not null && count != due)
            {
                _violations.Add(new LedgerViolation(
                    "sale_commissions", sale.Id.ToString(), $"This credited sale must have {due} commissions and has {count}.")
                { Program = sale.ProgramId });
            }
        }

        _commissions += commissions.Count;
        await CheckAsync(commissions, sales.ToDictionary(s => s.Id), ct).ConfigureAwait(false);
    }

    private async Task CheckAsync(List<Commission> commissions, Dictionary<SaleId, Sale> sales, CancellationToken ct)
    {
        if (commissions.Count == 0)
        {
            return;
        }

        var ids = commissions.ConvertAll(c => c.Id);
        var entries = await store.ListOfAsync(Entries, e => e.CommissionId, e => e.CommissionId!.Value, ids, ct).ConfigureAwait(false);
        _entries += entries.Count;
        var booked = entries.ToLookup(e => e.CommissionId!.Value);
        var claims = await ClaimsAsync(ids, ct).ConfigureAwait(false);
        var known = commissions.ToDictionary(c => c.Id);
        foreach (var commission in commissions)
        {
            var sale = commission.SaleId is { } id ? sales.GetValueOrDefault(id) : null;
            var source = commission.SourceCommissionId is { } from ? known.GetValueOrDefault(from) : null;
            var (own, claim) = (booked[commission.Id].ToList(), claims.GetValueOrDefault(commission.Id));
            _violations.AddRange(CommissionRules.Check(commission, sale, own, claim.Amount)
                .Select(violation => violation with { Program = commission.ProgramId }));
            _violations.AddRange(CommissionStateRules.Check(commission, sale, source, own, claim.Open, claim.Paid));
        }
    }

    /// <summary>How much of each commission payouts claim, and how many open and paid ones do.</summary>
    private async Task<Dictionary<CommissionId, (long Amount, int Open, int Paid)>> ClaimsAsync(
        List<CommissionId> commissions, CancellationToken ct)
    {
        var items = await store.ListOfAsync(
            Query<PayoutItem>.All, i => i.CommissionId, i => i.CommissionId!.Value, commissions, ct).ConfigureAwait(false);
        var payouts = (await store.ListOfAsync(
            Query<Payout>.All.Only(p => p.Id, p => p.Status), p => p.Id, p => p.Id, items.Select(i => i.PayoutId), ct).ConfigureAwait(false))
            .ToDictionary(payout => payout.Id, payout => payout.Status);
        return items.GroupBy(item => item.CommissionId!.Value).ToDictionary(
            group => group.Key,
            group => (
                group.Sum(item => item.AmountMinorUnits),
                group.Count(item => Payout.OpenStatuses.Contains(payouts.GetValueOrDefault(item.PayoutId, PayoutStatus.Failed))),
                group.Count(item => payouts.GetValueOrDefault(item.PayoutId, PayoutStatus.Failed) == PayoutStatus.Paid)));
    }

    /// <summary>What a sale says is gone and held must be what its reversals say together.</summary>
    private static LedgerViolation? ReversalFault(Sale sale, SaleReversal[] reversals)
    {
        var due = Takeback.Of(sale, reversals);
        return sale.Reason == SaleReasons.Merged
            || (sale.ReversedMinorUnits, sale.HeldMinorUnits) == (due.GoneMinorUnits, due.HeldMinorUnits)
            ? null
            : new LedgerViolation(
                "sale_reversals", sale.Id.ToString(),
                $"{sale.ReversedMinorUnits} is gone and {sale.HeldMinorUnits} held; its reversals say {due.GoneMinorUnits} and {due.HeldMinorUnits}.")
            { Program = sale.ProgramId };
    }

    /// <summary>Counting is cheap; only when the counts differ are commissions of sales that are gone looked for.</summary>
    private async Task CheckLostSalesAsync(CancellationToken ct)
    {
        var ofSales = Commissions.NotEqual(c => c.SaleId, null);
        if (await store.CountAsync(ofSales, ct).ConfigureAwait(false) == _commissions)
        {
            return;
        }

        await foreach (var commissions in store.PagesAsync(ofSales, c => c.Id, c => c.Id, PageSize, ct).ConfigureAwait(false))
        {
            var known = (await store.ListOfAsync(
                Query<Sale>.All.Only(s => s.Id), s => s.Id, s => s.Id, commissions.Select(c => c.SaleId!.Value), ct)
                .ConfigureAwait(false)).Select(s => s.Id).ToHashSet();
            await CheckAsync(commissions.FindAll(c => !known.Contains(c.SaleId!.Value)), [], ct).ConfigureAwait(false);
        }
    }

    /// <summary>As above, for entries of commissions that are gone.</summary>
    private async Task CheckOrphansAsync(CancellationToken ct)
    {
        var belonging = Entries.NotEqual(e => e.CommissionId, null);
        if (await store.CountAsync(belonging, ct).ConfigureAwait(false) == _entries)
        {
            return;
        }

        await foreach (var entries in store.PagesAsync(belonging, e => e.Id, e => e.Id, PageSize, ct).ConfigureAwait(false))
        {
            var known = (await store.ListOfAsync(
                Query<Commission>.All.Only(c => c.Id), c => c.Id, c => c.Id, entries.Select(e => e.CommissionId!.Value), ct)
                .ConfigureAwait(false)).Select(c => c.Id).ToHashSet();
            _violations.AddRange(entries.Where(e => !known.Contains(e.CommissionId!.Value)).Select(e => new LedgerViolation(
                "entry_orphan", e.Id.ToString(), $"The commission {e.CommissionId} does not exist.")
            { Program = e.ProgramId }));
        }
    }
}
