namespace Affiliate;

/// <summary>What became of a payment.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Sale">The sale it is stored as.</param>
/// <param name="Commission">The commission it earned.</param>
/// <param name="Reason">Why it earned nothing, as a code.</param>
/// <param name="Entries">The ledger entries written by this call; none when it was recorded before.</param>
public sealed record Recorded(
    RecordOutcome Outcome,
    SaleId Sale,
    CommissionId? Commission,
    string? Reason,
    IReadOnlyList<LedgerEntry> Entries);

/// <summary>What became of a payment, in one word.</summary>
public enum RecordOutcome
{
    /// <summary>Recorded, and a partner earned a commission.</summary>
    Accrued,

    /// <summary>Recorded before; nothing changed.</summary>
    AlreadyRecorded,

    /// <summary>Recorded; nobody sent the customer.</summary>
    NotReferred,

    /// <summary>Recorded; there is nothing to take a share of.</summary>
    ZeroAmount,

    /// <summary>Recorded; a partner sent the customer but earns nothing on it.</summary>
    Refused,

    /// <summary>Not recorded: the same transaction id was recorded with another meaning (C11).</summary>
    Conflict,
}
