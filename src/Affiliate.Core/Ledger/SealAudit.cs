using System.Security.Cryptography;

namespace Affiliate;

/// <summary>Follows the chain from its first link and finds what does not fit, page by page.</summary>
internal sealed class SealAudit(IAffiliateStore store, InstallationSecret secret) : IDisposable
{
    private const int BatchSize = 2_000;

    private static readonly Query<LedgerSeal> Seals = Query<LedgerSeal>.All.Only(
        s => s.Sequence, s => s.EntryId, s => s.KeyId, s => s.EntryHash, s => s.Hash);

    private readonly Dictionary<string, IncrementalHash?> _keys = new(StringComparer.Ordinal);
    private readonly List<LedgerViolation> _violations = [];
    private LedgerSeal? _head;
    private long _found;
    private DateTimeOffset _sealedUntil = DateTimeOffset.UnixEpoch;

    public IReadOnlyList<LedgerViolation> Violations => _violations;

    /// <summary>The last link.</summary>
    public LedgerSeal? Head => _head;

    public long Links { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var seals in store.PagesAsync(Seals, s => s.Sequence, s => s.Sequence, BatchSize, ct)
            .ConfigureAwait(false))
        {
            var entries = (await store.ListOfAsync(
                Query<LedgerEntry>.All, e => e.Id, e => e.Id, seals.Select(s => s.EntryId), ct).ConfigureAwait(false))
                .ToDictionary(entry => entry.Id);
            _found += entries.Count;
            foreach (var seal in seals)
            {
                await CheckAsync(seal, entries.GetValueOrDefault(seal.EntryId), ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Looks for entries that should have been sealed; called when there are more entries than links.</summary>
    public async Task FindUnsealedAsync(CancellationToken ct)
    {
        var due = Query<LedgerEntry>.All.Below(e => e.CreatedAt, _sealedUntil - SealChain.Latest);
        if (await store.CountAsync(due, ct).ConfigureAwait(false) == _found - await SealedTailAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        await foreach (var entries in store.PagesAsync(Some(due), e => e.Id, e => e.Id, BatchSize, ct).ConfigureAwait(false))
        {
            var known = await SealedAsync(entries, ct).ConfigureAwait(false);
            foreach (var entry in entries.Where(e => !known.Contains(e.Id)))
            {
                Add("entry_unsealed", entry.Id.ToString(), $"The chain passed {entry.CreatedAt:O} without this entry: it was inserted.", entry.ProgramId);
            }
        }
    }

    /// <summary>How many of the newest entries, which need not be sealed yet, are. There are always some on a running system.</summary>
    private async Task<long> SealedTailAsync(CancellationToken ct)
    {
        var tail = Query<LedgerEntry>.All.AtLeast(e => e.CreatedAt, _sealedUntil - SealChain.Latest);
        var count = 0L;
        await foreach (var entries in store.PagesAsync(Some(tail), e => e.Id, e => e.Id, BatchSize, ct).ConfigureAwait(false))
        {
            count += (await SealedAsync(entries, ct).ConfigureAwait(false)).Count;
        }

        return count;
    }

    private async Task<HashSet<LedgerEntryId>> SealedAsync(List<LedgerEntry> entries, CancellationToken ct) =>
        [.. (await store.ListOfAsync(
            Query<LedgerSeal>.All.Only(s => s.EntryId), s => s.EntryId, s => s.EntryId, entries.Select(e => e.Id), ct)
            .ConfigureAwait(false)).Select(seal => seal.EntryId)];

    private static Query<LedgerEntry> Some(Query<LedgerEntry> entries) => entries.Only(e => e.Id, e => e.ProgramId, e => e.CreatedAt);

    private async Task CheckAsync(LedgerSeal seal, LedgerEntry? entry, CancellationToken ct)
    {
        var previous = _head;
        _head = seal;
        Links++;
        if (seal.Sequence != (previous?.Sequence ?? 0) + 1)
        {
            Add("seal_gap", Name(seal), $"After link {previous?.Sequence ?? 0} comes {seal.Sequence}.", entry?.ProgramId);
        }

        if (!_keys.TryGetValue(seal.KeyId, out var key))
        {
            var found = await secret.FindAsync(seal.KeyId, ct).ConfigureAwait(false);
            _keys[seal.KeyId] = key = found is null ? null : SealChain.HashUnder(found);
        }

        if (entry is null)
        {
            Add("entry_missing", seal.EntryId.ToString(), $"Link {seal.Sequence} seals an entry that is gone.", null);
        }
        else if (entry.CreatedAt > _sealedUntil)
        {
            _sealedUntil = entry.CreatedAt;
        }

        if (key is null)
        {
            Add("seal_key", Name(seal), $"The secret '{seal.KeyId}' is not configured; the link cannot be checked.", entry?.ProgramId);
            return;
        }

        if (entry is not null && SealChain.HashOf(entry, key) != seal.EntryHash)
        {
            Add("entry_changed", entry.Id.ToString(), $"The entry is not the one that link {seal.Sequence} sealed.", entry.ProgramId);
        }

        if (SealChain.Link(previous?.Hash ?? SealChain.Start, seal.Sequence, seal.EntryHash, key) != seal.Hash)
        {
            Add("seal_order", Name(seal), "The link does not follow the one before: links were changed, removed or re-ordered.", entry?.ProgramId);
        }
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key?.Dispose();
        }
    }

    private static string Name(LedgerSeal seal) => $"seal:{seal.Sequence}";

    private void Add(string code, string subject, string message, ProgramId? program) =>
        _violations.Add(new LedgerViolation(code, subject, message) { Program = program });
}
