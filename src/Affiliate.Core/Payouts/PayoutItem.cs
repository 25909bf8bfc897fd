namespace Affiliate;

/// <summary>The claim of a payout on a ledger entry. Its key is the entry's, so that no two payouts pay one entry (I14).</summary>
public sealed record PayoutItem : IRecord<PayoutItem>
{
    /// <summary>The entry that is paid.</summary>
    public required LedgerEntryId EntryId { get; init; }

    /// <summary>The payout that pays it.</summary>
    public required PayoutId PayoutId { get; init; }

    /// <summary>The commission that the entry belongs to; <see langword="null"/> for entries about other things.</summary>
    public CommissionId? CommissionId { get; init; }

    /// <summary>The entry's amount, in minor units.</summary>
    public required long AmountMinorUnits { get; init; }

    /// <inheritdoc />
    public static RecordType<PayoutItem> Record { get; } = new RecordType<PayoutItem>("payout_items", i => i.EntryId)
        .Index(i => i.PayoutId)
        .Index(i => i.CommissionId);
}
