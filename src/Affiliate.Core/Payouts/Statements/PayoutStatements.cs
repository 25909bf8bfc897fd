namespace Affiliate;

/// <summary>Makes the self-billing statements of payouts.</summary>
public sealed class PayoutStatements
{
    private const int ChunkSize = 500;
    private readonly IAffiliateStore _store;
    private readonly ProgramDirectory _programs;
    private readonly PayoutAccounts _accounts;

    internal PayoutStatements(IAffiliateStore store, ProgramDirectory programs, PayoutAccounts accounts)
    {
        _store = store;
        _programs = programs;
        _accounts = accounts;
    }

    /// <summary>The statement of a payout; a draft without number before the money is confirmed.</summary>
    /// <returns><see langword="null"/> when the program has no such payout.</returns>
    public async Task<Statement?> FindAsync(
        ProgramId program, PayoutId payout, CancellationToken cancellationToken = default)
    {
        var found = await _store.FindAsync(Payout.ById(payout), cancellationToken).ConfigureAwait(false);
        if (found is null || found.ProgramId != program)
        {
            return null;
        }

        var issued = await _store.FindAsync(PayoutStatement.Record.ByPrimaryKey(payout), cancellationToken).ConfigureAwait(false);
        var partner = await _store.FindAsync(Partner.ById(found.PartnerId), cancellationToken).ConfigureAwait(false);
        return new Statement(
            issued?.Number,
            issued?.IssuedAt ?? found.CreatedAt,
            await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false),
            partner!,
            await _accounts.TaxAsync(found, issued, cancellationToken).ConfigureAwait(false),
            found,
            await LinesAsync(payout, cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<StatementLine>> LinesAsync(PayoutId payout, CancellationToken ct)
    {
        var items = await _store.ListAsync(Query<PayoutItem>.All.Equal(i => i.PayoutId, payout), ct).ConfigureAwait(false);
        var lines = new List<StatementLine>(items.Count);
        foreach (var chunk in items.Chunk(ChunkSize))
        {
            var entries = await _store.ListAsync(
                Query<LedgerEntry>.All.In(e => e.Id, chunk.Select(i => i.EntryId)), ct).ConfigureAwait(false);
            var ids = entries.Select(e => e.CommissionId).OfType<CommissionId>().Distinct();
            var commissions = (await _store.ListAsync(Query<Commission>.All.In(c => c.Id, ids), ct).ConfigureAwait(false))
                .ToDictionary(c => c.Id);
            var sales = (await _store.ListAsync(
                Query<Sale>.All.In(s => s.Id, commissions.Values.Select(c => c.SaleId).OfType<SaleId>().Distinct()), ct).ConfigureAwait(false))
                .ToDictionary(s => s.Id);
            lines.AddRange(entries.Select(entry =>
            {
                var commission = entry.CommissionId is { } id ? commissions.GetValueOrDefault(id) : null;
                return new StatementLine(entry, commission, commission?.SaleId is { } saleId ? sales.GetValueOrDefault(saleId) : null);
            }));
        }

        return [.. lines.OrderBy(line => line.Entry.CreatedAt).ThenBy(line => line.Entry.Id.Value)];
    }
}
