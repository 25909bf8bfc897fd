namespace Affiliate;

/// <summary>Reads the ledger of a program: balances, now and at any past instant, entries, and the journal. Only that program (I17).</summary>
public sealed class AffiliateLedger
{
    private readonly IAffiliateStore _store;
    private readonly BalanceSheet _balances;

    internal AffiliateLedger(IAffiliateStore store)
    {
        _store = store;
        _balances = new BalanceSheet(store);
    }

    /// <summary>What each partner has in each currency, ordered by partner and currency; without entries there is no line.</summary>
    /// <remarks>Summed from entries, payouts and approvals at each call: nothing is kept that could differ from them (I15).</remarks>
    public async Task<Page<Balance>> BalancesAsync(
        ProgramId program, BalanceFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var all = await _balances.ReadAsync(program, filter, cancellationToken).ConfigureAwait(false);
        return all.PageOf(page, balance => $"{balance.PartnerId} {balance.Currency}");
    }

    /// <summary>Entries, newest first.</summary>
    public Task<Page<LedgerEntry>> EntriesAsync(
        ProgramId program, LedgerFilter filter, PageRequest page, CancellationToken cancellationToken = default) =>
        _store.PageAsync(Entries(program, filter).Descending(entry => entry.Id), page, cancellationToken);

    /// <summary>The journal, oldest first: every entry as a pair of debit and credit that balances in its currency.</summary>
    public async IAsyncEnumerable<JournalLine> JournalAsync(
        ProgramId program, LedgerFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var oldestFirst = Entries(program, filter).Ascending(entry => entry.Id);
        await foreach (var entry in _store.ReadAsync(oldestFirst, cancellationToken).ConfigureAwait(false))
        {
            yield return JournalLine.Of(entry);
        }
    }

    private static Query<LedgerEntry> Entries(ProgramId program, LedgerFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<LedgerEntry>.All.Equal(entry => entry.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(entry => entry.PartnerId, partner) : query;
        query = filter.Currency is { } currency ? query.Equal(entry => entry.Currency, currency) : query;
        query = filter.Kind is { } kind ? query.Equal(entry => entry.Kind, kind) : query;
        query = filter.Commission is { } commission ? query.Equal(entry => entry.CommissionId, commission) : query;
        query = filter.Payout is { } payout ? query.Equal(entry => entry.PayoutId, payout) : query;
        query = filter.Before is { } before ? query.Below(entry => entry.Id, before) : query;
        return query.Within(filter.Period, entry => entry.CreatedAt);
    }
}
