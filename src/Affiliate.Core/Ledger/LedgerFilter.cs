namespace Affiliate;

/// <summary>Which ledger entries are wanted; what is left open is not asked for.</summary>
public sealed record LedgerFilter
{
    /// <summary>Only this partner's.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only those in this currency, an ISO 4217 code in upper case.</summary>
    public string? Currency { get; init; }

    /// <summary>Only those of this kind.</summary>
    public LedgerEntryKind? Kind { get; init; }

    /// <summary>Only those about this commission.</summary>
    public CommissionId? Commission { get; init; }

    /// <summary>Only the one that this payout wrote; the entries that it pays are on its statement.</summary>
    public PayoutId? Payout { get; init; }

    /// <summary>Only those written in this time.</summary>
    public ReportPeriod Period { get; init; }

    /// <summary>Only entries older than this one: for reading on where a page ended, at any depth.</summary>
    public LedgerEntryId? Before { get; init; }
}
