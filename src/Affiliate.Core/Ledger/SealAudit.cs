namespace Affiliate;

/// <summary>Follows the chain from its first link and finds what does not fit, in batches.</summary>
internal sealed class SealAudit(IAffiliateStore store, InstallationSecret secret)
{
    private const int BatchSize = 1_000;
    private readonly Dictionary<string, byte[]?> _keys = new(StringComparer.Ordinal);
    private readonly List<LedgerViolation> _violations = [];
    private LedgerSeal? _head;
    private DateTimeOffset _sealedUntil = DateTimeOffset.MinValue;

    public IReadOnlyList<LedgerViolation> Violations => _violations;

    /// <summary>The last link.</summary>
    public LedgerSeal? Head => _head;

    public long Links { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        while (await store.ListAsync(
            Query<LedgerSeal>.All.Above(s => s.Sequence, _head?.Sequence ?? long.MinValue)
                .Ascending(s => s.Sequence).Take(BatchSize),
            ct).ConfigureAwait(false) is { Count: > 0 } seals)
        {
            var entries = (await store.ListAsync(
                Query<LedgerEntry>.All.In(e => e.Id, seals.Select(s => s.EntryId)), ct).ConfigureAwait(false))
                .ToDictionary(entry => entry.Id);
            foreach (var seal in seals)
            {
                await CheckAsync(seal, entries.GetValueOrDefault(seal.EntryId), ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Looks for entries that should have been sealed; called when there are more entries than links.</summary>
    public async Task FindUnsealedAsync(CancellationToken ct)
    {
        var last = new LedgerEntryId(Guid.Empty);
        while (await store.ListAsync(
            Query<LedgerEntry>.All.Above(e => e.Id, last).Ascending(e => e.Id).Take(BatchSize), ct)
            .ConfigureAwait(false) is { Count: > 0 } entries)
        {
            var known = (await store.ListAsync(
                Query<LedgerSeal>.All.In(s => s.EntryId, entries.Select(e => e.Id)), ct).ConfigureAwait(false))
                .Select(seal => seal.EntryId).ToHashSet();
            foreach (var entry in entries.Where(e => !known.Contains(e.Id) && e.CreatedAt < _sealedUntil - SealChain.Latest))
            {
                Add("entry_unsealed", entry.Id.ToString(), $"The chain passed {entry.CreatedAt:O} without this entry: it was inserted.", entry.ProgramId);
            }

            last = entries[^1].Id;
        }
    }

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
            _keys[seal.KeyId] = key = found is null ? null : SealChain.KeyOf(found);
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

    private static string Name(LedgerSeal seal) => $"seal:{seal.Sequence}";

    private void Add(string code, string subject, string message, ProgramId? program) =>
        _violations.Add(new LedgerViolation(code, subject, message) { Program = program });
}
