namespace Affiliate;

/// <summary>Adds balances up: the ledger gives the total, payouts and approvals say how much of it stands where.</summary>
internal sealed class BalanceSheet(IAffiliateStore store)
{
    private const int BatchSize = 500;

    public async Task<IReadOnlyList<Balance>> ReadAsync(ProgramId program, BalanceFilter filter, CancellationToken ct)
    {
        var entries = Query<LedgerEntry>.All.Equal(e => e.ProgramId, program);
        entries = filter.Partner is { } partner ? entries.Equal(e => e.PartnerId, partner) : entries;
        entries = filter.Currency is { } currency ? entries.Equal(e => e.Currency, currency) : entries;
        entries = filter.AsOf is { } asOf ? entries.AtMost(e => e.CreatedAt, asOf) : entries;

        var total = await SumAsync(entries, e => e.PartnerId, e => e.Currency, e => e.AmountMinorUnits, ct).ConfigureAwait(false);
        var paid = await PaidAsync(entries, ct).ConfigureAwait(false);
        var processing = await ProcessingAsync(program, filter, ct).ConfigureAwait(false);
        var pending = filter.AsOf is { } instant
            ? await PendingAsOfAsync(program, filter, instant, ct).ConfigureAwait(false)
            : await SumAsync(
                Commissions(program, filter).In(c => c.Status, [CommissionStatus.Pending, CommissionStatus.Review]),
                c => c.PartnerId, c => c.Currency, c => c.UnsettledMinorUnits, ct).ConfigureAwait(false);
        return
        [
            .. total.Select(pair => checked(new Balance(
                    pair.Key.Partner,
                    pair.Key.Currency,
                    pending.GetValueOrDefault(pair.Key),
                    pair.Value - pending.GetValueOrDefault(pair.Key) - processing.GetValueOrDefault(pair.Key),
                    processing.GetValueOrDefault(pair.Key),
                    -paid.GetValueOrDefault(pair.Key).Sent)
                {
                    WithheldMinorUnits = -paid.GetValueOrDefault(pair.Key).Withheld,
                    ReservedMinorUnits = -paid.GetValueOrDefault(pair.Key).Reserved,
                }))
                .OrderBy(balance => balance.PartnerId.Value)
                .ThenBy(balance => balance.Currency, StringComparer.Ordinal),
        ];
    }

    /// <summary>What was sent, kept back for the tax office and kept in reserve, less what came back; all below zero.</summary>
    private async Task<Dictionary<Account, (long Sent, long Withheld, long Reserved)>> PaidAsync(
        Query<LedgerEntry> entries, CancellationToken ct)
    {
        var rows = await store.SumAsync(
            entries.NotEqual(e => e.PayoutId, null).GroupBy(e => e.PartnerId, e => e.Currency, e => e.Kind).Sum(e => e.AmountMinorUnits), ct)
            .ConfigureAwait(false);
        var paid = new Dictionary<Account, (long Sent, long Withheld, long Reserved)>();
        foreach (var row in rows)
        {
            var account = new Account((PartnerId)row.Group[0]!, (string)row.Group[1]!);
            var (sums, amount) = (paid.GetValueOrDefault(account), row.Totals[0]);
            paid[account] = row.Group[2] switch
            {
                LedgerEntryKind.Withheld => sums with { Withheld = checked(sums.Withheld + amount) },
                LedgerEntryKind.Reserved => sums with { Reserved = checked(sums.Reserved + amount) },
                _ => sums with { Sent = checked(sums.Sent + amount) },
            };
        }

        return paid;
    }

    /// <summary>What stands in payouts that were made, and neither paid nor ended.</summary>
    private async Task<Dictionary<Account, long>> ProcessingAsync(ProgramId program, BalanceFilter filter, CancellationToken ct)
    {
        var payouts = Query<Payout>.All.Equal(p => p.ProgramId, program);
        payouts = filter.Partner is { } partner ? payouts.Equal(p => p.PartnerId, partner) : payouts;
        payouts = filter.Currency is { } currency ? payouts.Equal(p => p.Currency, currency) : payouts;
        if (filter.AsOf is not { } asOf)
        {
            return await SumOfAsync(payouts.In(p => p.Status, Payout.OpenStatuses)).ConfigureAwait(false);
        }

        var open = await SumOfAsync(payouts.AtMost(p => p.CreatedAt, asOf)).ConfigureAwait(false);
        foreach (var settled in new[] { payouts.AtMost(p => p.PaidAt, asOf), payouts.AtMost(p => p.EndedAt, asOf) })
        {
            foreach (var (account, amount) in await SumOfAsync(settled).ConfigureAwait(false))
            {
                open[account] = checked(open.GetValueOrDefault(account) - amount);
            }
        }

        return open;

        Task<Dictionary<Account, long>> SumOfAsync(Query<Payout> query) =>
            SumAsync(query, p => p.PartnerId, p => p.Currency, p => p.AmountMinorUnits, ct);
    }

    /// <summary>What was booked by then of commissions that were not approved by then, in batches.</summary>
    private async Task<Dictionary<Account, long>> PendingAsOfAsync(
        ProgramId program, BalanceFilter filter, DateTimeOffset asOf, CancellationToken ct)
    {
        var pending = new Dictionary<Account, long>();
        var earned = Commissions(program, filter).AtMost(c => c.CreatedAt, asOf);
        foreach (var query in new[] { earned.Equal(c => c.ApprovedAt, null), earned.Above(c => c.ApprovedAt, asOf) })
        {
            var batch = new List<CommissionId?>(BatchSize);
            await foreach (var commission in store.ReadAsync(query, ct).ConfigureAwait(false))
            {
                batch.Add(commission.Id);
                if (batch.Count == BatchSize)
                {
                    await AddAsync(batch).ConfigureAwait(false);
                    batch.Clear();
                }
            }

            await AddAsync(batch).ConfigureAwait(false);
        }

        return pending;

        async Task AddAsync(List<CommissionId?> commissions)
        {
            var booked = await SumAsync(
                Query<LedgerEntry>.All.In(e => e.CommissionId, commissions).AtMost(e => e.CreatedAt, asOf),
                e => e.PartnerId, e => e.Currency, e => e.AmountMinorUnits, ct).ConfigureAwait(false);
            foreach (var (account, amount) in booked)
            {
                pending[account] = checked(pending.GetValueOrDefault(account) + amount);
            }
        }
    }

    private static Query<Commission> Commissions(ProgramId program, BalanceFilter filter)
    {
        var query = Query<Commission>.All.Equal(c => c.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(c => c.PartnerId, partner) : query;
        return filter.Currency is { } currency ? query.Equal(c => c.Currency, currency) : query;
    }

    private async Task<Dictionary<Account, long>> SumAsync<T>(
        Query<T> query,
        System.Linq.Expressions.Expression<Func<T, object?>> partner,
        System.Linq.Expressions.Expression<Func<T, object?>> currency,
        System.Linq.Expressions.Expression<Func<T, long>> amount,
        CancellationToken ct) where T : class, IRecord<T>
    {
        var rows = await store.SumAsync(query.GroupBy(partner, currency).Sum(amount), ct).ConfigureAwait(false);
        return rows.ToDictionary(row => new Account((PartnerId)row.Group[0]!, (string)row.Group[1]!), row => row.Totals[0]);
    }

    private readonly record struct Account(PartnerId Partner, string Currency);
}
