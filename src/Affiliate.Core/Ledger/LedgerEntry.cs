namespace Affiliate;

/// <summary>Signed money on a partner's balance, with one cause; never changed or deleted (I10).</summary>
public sealed record LedgerEntry : IRecord<LedgerEntry>
{
    /// <summary>The identifier.</summary>
    public required LedgerEntryId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner whose balance it moves.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The commission it belongs to; <see langword="null"/> for entries about other things.</summary>
    public CommissionId? CommissionId { get; init; }

    /// <summary>The payout that it pays; <see langword="null"/> for entries about other things.</summary>
    public PayoutId? PayoutId { get; init; }

    /// <summary>What happened.</summary>
    public required LedgerEntryKind Kind { get; init; }

    /// <summary>The amount in minor units; negative when it takes money back.</summary>
    public required long AmountMinorUnits { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The one cause, for example <c>earned:com_…</c>; unique, so that no cause moves money twice.</summary>
    public required string SourceKey { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<LedgerEntry> Record { get; } = new RecordType<LedgerEntry>("ledger_entries", e => e.Id)
        .Unique(e => e.SourceKey)
        .Index(e => e.PartnerId, e => e.Currency, e => e.CreatedAt)
        .Index(e => e.CommissionId)
        .Index(e => e.PayoutId)
        .Index(e => e.ProgramId, e => e.CreatedAt)
        .Text(128, e => e.SourceKey)
        .Text(3, e => e.Currency);

    /// <summary>The key of an entry by its cause.</summary>
    public static Key<LedgerEntry> BySource(string sourceKey) => Record.ByUniqueKey(0, sourceKey);
}

/// <summary>What an entry in the ledger stands for.</summary>
public enum LedgerEntryKind
{
    /// <summary>A commission was earned.</summary>
    Earned,

    /// <summary>A refund or lost dispute took it back, wholly or in part.</summary>
    Reversed,

    /// <summary>A reversal was undone.</summary>
    Released,

    /// <summary>A commission was refused.</summary>
    Rejected,

    /// <summary>Money of a payout came back, or what a partner owed was given up.</summary>
    Adjusted,

    /// <summary>Money was sent to the partner.</summary>
    Paid,

    /// <summary>Tax was kept back from a payout and is owed to the tax office; above zero when the payout came back.</summary>
    Withheld,

    /// <summary>A part of a payout was kept in reserve for refunds to come; above zero when its time is over and it is paid.</summary>
    Reserved,
}
