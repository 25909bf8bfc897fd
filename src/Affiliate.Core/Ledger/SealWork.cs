using System.Security.Cryptography;

namespace Affiliate;

/// <summary>Appends to the chain what was committed since, on one instance. Nobody who writes entries waits for it.</summary>
internal sealed class SealWork(IAffiliateStore store, InstallationSecret secret, TimeProvider time) : IWorkHandler
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(30);

    public WorkKind Kind => WorkKind.Sealing;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var isDone = await SealAsync(cancellationToken).ConfigureAwait(false);
        return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + (isDone ? Pause : TimeSpan.Zero));
    }

    /// <summary>Seals what is not sealed yet.</summary>
    /// <returns>Whether nothing is left for now.</returns>
    public async Task<bool> SealAsync(CancellationToken ct)
    {
        var startedAt = time.GetTimestamp();
        var (keyId, secretKey) = await secret.GetCurrentAsync(ct).ConfigureAwait(false);
        using var key = SealChain.HashUnder(secretKey);
        var next = await FirstToLookAtAsync(ct).ConfigureAwait(false);
        while (await ReadAsync(next, ct).ConfigureAwait(false) is { Count: > 0 } entries)
        {
            if (!await TryAppendAsync(entries, keyId, key, ct).ConfigureAwait(false)
                || time.GetElapsedTime(startedAt) > RunLength)
            {
                return false;
            }

            next = entries[^1].Id;
        }

        return true;
    }

    /// <summary>
    /// Identifiers sort by the time they were made, but a transaction may end late and a clock may be wrong: what is a
    /// quarter of an hour older than the last entry sealed is looked at again.
    /// </summary>
    private async Task<LedgerEntryId> FirstToLookAtAsync(CancellationToken ct)
    {
        var head = await HeadAsync(ct).ConfigureAwait(false);
        var last = head is null
            ? null
            : await store.FindAsync(LedgerEntry.Record.ByPrimaryKey(head.EntryId), ct).ConfigureAwait(false);
        if (last is null)
        {
            return default;
        }

        var now = time.GetUtcMilliseconds();
        var from = (last.CreatedAt < now ? last.CreatedAt : now) - SealChain.Latest;
        return AffiliateId.Before<LedgerEntryId>(from);
    }

    private Task<LedgerSeal?> HeadAsync(CancellationToken ct) =>
        store.FindAsync(Query<LedgerSeal>.All.Descending(s => s.Sequence), ct);

    private Task<List<LedgerEntry>> ReadAsync(LedgerEntryId after, CancellationToken ct) =>
        store.ListAsync(Query<LedgerEntry>.All.Above(e => e.Id, after).Ascending(e => e.Id).Take(BatchSize), ct);

    private async Task<bool> TryAppendAsync(List<LedgerEntry> entries, string keyId, IncrementalHash key, CancellationToken ct)
    {
        var known = (await store.ListAsync(
            Query<LedgerSeal>.All.In(s => s.EntryId, entries.Select(e => e.Id)), ct).ConfigureAwait(false))
            .Select(seal => seal.EntryId).ToHashSet();
        var open = entries.FindAll(entry => !known.Contains(entry.Id));
        if (open.Count == 0)
        {
            return true;
        }

        try
        {
            var head = await HeadAsync(ct).ConfigureAwait(false);
            var now = time.GetUtcMilliseconds();
            return await store.ExecuteAsync(
                (unit, _) =>
                {
                    var previous = head;
                    foreach (var entry in open)
                    {
                        unit.Add(previous = SealChain.Next(previous, entry, keyId, key, now));
                    }

                    return Task.FromResult(true);
                },
                ct).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Another instance, whose lease had run out, was at it too: the sequence decided.
            return false;
        }
    }
}
