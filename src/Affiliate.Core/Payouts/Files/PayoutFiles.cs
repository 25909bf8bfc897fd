namespace Affiliate;

/// <summary>Writes payouts into files that PayPal, Wise or a bank take, split as they ask: by currency and by size.</summary>
public sealed class PayoutFiles
{
    private const int ChunkSize = 500;
    private readonly IAffiliateStore _store;
    private readonly PayoutAccounts _accounts;

    internal PayoutFiles(IAffiliateStore store, PayoutAccounts accounts)
    {
        _store = store;
        _accounts = accounts;
    }

    /// <summary>Writes payouts that are still to be paid.</summary>
    /// <remarks>
    /// Reads only: the payouts are confirmed once the money has left. PayPal and Wise files have the partners whose
    /// account is one of theirs, and those without an account by their e-mail address; the others are left out.
    /// </remarks>
    /// <param name="program">The program.</param>
    /// <param name="format">Who takes the file.</param>
    /// <param name="payout">Only this payout, wherever it stands; default: all that are requested or pending.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The files; none when nothing is to be paid that way.</returns>
    public async Task<IReadOnlyList<PayoutFile>> WriteAsync(
        ProgramId program, PayoutFileFormat format, PayoutId? payout = null, CancellationToken cancellationToken = default)
    {
        var query = Query<Payout>.All.Equal(p => p.ProgramId, program);
        query = payout is { } one
            ? query.Equal(p => p.Id, one)
            : query.In(p => p.Status, [PayoutStatus.Requested, PayoutStatus.Pending]).Ascending(p => p.Id);
        var rows = new List<PayoutRow>();
        await foreach (var batch in _store.BatchesAsync(query, ChunkSize, cancellationToken).ConfigureAwait(false))
        {
            rows.AddRange(await RowsAsync(batch, format, cancellationToken).ConfigureAwait(false));
        }

        return [.. PayoutFileWriter.Write(format, rows)];
    }

    private async Task<List<PayoutRow>> RowsAsync(Payout[] payouts, PayoutFileFormat format, CancellationToken ct)
    {
        var partners = (await _store.ListAsync(
            Query<Partner>.All.In(p => p.Id, payouts.Select(p => p.PartnerId).Distinct()), ct).ConfigureAwait(false))
            .ToDictionary(partner => partner.Id);
        var rows = new List<PayoutRow>();
        foreach (var payout in payouts)
        {
            var partner = partners[payout.PartnerId];
            var details = await _accounts.FindAsync(payout.ProgramId, payout.PartnerId, ct).ConfigureAwait(false);
            if (PayoutFileWriter.Recipient(format, partner, details) is { } recipient)
            {
                rows.Add(new PayoutRow(payout, partner, details?.Method, recipient));
            }
        }

        return rows;
    }
}

/// <summary>Who takes a payout file.</summary>
public enum PayoutFileFormat
{
    /// <summary>A table of everything, for a person or a bank.</summary>
    Csv,

    /// <summary>PayPal mass payments: one currency a file, at most 5,000 rows.</summary>
    Paypal,

    /// <summary>Wise batch payments: fixed columns, at most 1,000 rows.</summary>
    Wise,
}

/// <summary>A payout file.</summary>
/// <param name="Name">A file name made of format, currency and number.</param>
/// <param name="Rows">How many payouts it has.</param>
/// <param name="Content">CSV text, safe against formulas.</param>
public sealed record PayoutFile(string Name, int Rows, string Content);

/// <summary>A payout as a file needs it.</summary>
internal sealed record PayoutRow(Payout Payout, Partner Partner, PayoutMethod? Method, string Recipient);
