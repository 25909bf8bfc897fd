namespace Affiliate;

/// <summary>
/// A link of the chain over the ledger's entries (semantics 4): whoever changes, removes, inserts or re-orders entries
/// without the installation secret breaks it, and <see cref="LedgerAudit"/> tells where.
/// </summary>
public sealed record LedgerSeal : IRecord<LedgerSeal>
{
    /// <summary>The place in the chain, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The entry sealed.</summary>
    public required LedgerEntryId EntryId { get; init; }

    /// <summary>Which of the installation's secrets the link was made with.</summary>
    public required string KeyId { get; init; }

    /// <summary>The keyed hash (HMAC-SHA256, hex) of everything in the entry.</summary>
    public required string EntryHash { get; init; }

    /// <summary>The keyed hash of the link before, the sequence and <see cref="EntryHash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was sealed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<LedgerSeal> Record { get; } = new RecordType<LedgerSeal>("ledger_seals", s => s.Sequence)
        .Unique(s => s.EntryId)
        .Text(64, s => s.KeyId, s => s.EntryHash, s => s.Hash);
}
