namespace Affiliate;

/// <summary>Recomputes what the stored money must be (I15) and reports every difference.</summary>
public sealed class LedgerAudit
{
    private readonly IAffiliateStore _store;
    private readonly InstallationSecret _secret;

    internal LedgerAudit(IAffiliateStore store, InstallationSecret secret)
    {
        _store = store;
        _secret = secret;
    }

    /// <summary>Checks every commission, ledger entry, credited sale, payout and link of the chain.</summary>
    /// <remarks>
    /// Reads only, in the order of the keys and in bounded memory; while sales are being recorded, run it again before believing
    /// a violation.
    /// </remarks>
    /// <returns>The violations; empty when the ledger is right.</returns>
    public async Task<IReadOnlyList<LedgerViolation>> VerifyAsync(CancellationToken cancellationToken = default) =>
        (await InspectAsync(cancellationToken).ConfigureAwait(false)).Violations;

    /// <summary>As <see cref="VerifyAsync"/>, and tells how far the chain has come.</summary>
    public async Task<LedgerInspection> InspectAsync(CancellationToken cancellationToken = default)
    {
        var (sales, payouts) = (new SaleAudit(_store), new PayoutAudit(_store));
        using var seals = new SealAudit(_store, _secret);

        // Some databases read without ever waiting: each check has a thread of its own.
        await Task.WhenAll(
            Task.Run(() => seals.RunAsync(cancellationToken), cancellationToken),
            Task.Run(() => sales.RunAsync(cancellationToken), cancellationToken),
            Task.Run(() => payouts.RunAsync(cancellationToken), cancellationToken)).ConfigureAwait(false);
        var entries = await _store.CountAsync(Query<LedgerEntry>.All, cancellationToken).ConfigureAwait(false);
        if (seals.Head is not null && entries != seals.Links)
        {
            await seals.FindUnsealedAsync(cancellationToken).ConfigureAwait(false);
        }

        return new LedgerInspection(
            [.. sales.Violations, .. payouts.Violations, .. seals.Violations], entries, seals.Links, seals.Head?.Sequence ?? 0,
            seals.Head?.Hash);
    }
}
