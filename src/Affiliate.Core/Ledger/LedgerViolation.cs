namespace Affiliate;

/// <summary>Something that must never be, found by <see cref="LedgerAudit"/>.</summary>
/// <param name="Code">What is wrong, as a code for programs, for example <c>entry_sum</c>; <c>docs/ledger.md</c> lists them.</param>
/// <param name="Subject">The identifier of the record concerned.</param>
/// <param name="Message">The same for people, with the values found.</param>
public sealed record LedgerViolation(string Code, string Subject, string Message)
{
    /// <summary>The program concerned; <see langword="null"/> when the record that would say so is gone.</summary>
    public ProgramId? Program { get; init; }
}

/// <summary>What a check of the whole ledger found.</summary>
/// <param name="Violations">What is wrong; empty when the ledger is right.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="SealedEntries">How many of them the chain seals.</param>
/// <param name="HeadSequence">The number of the chain's last link; 0 before the first.</param>
/// <param name="HeadHash">Its hash: noted elsewhere, it also shows a chain that was cut off at its end.</param>
public sealed record LedgerInspection(
    IReadOnlyList<LedgerViolation> Violations, long Entries, long SealedEntries, long HeadSequence, string? HeadHash)
{
    /// <summary>How many entries wait to be sealed: usually those of the last seconds.</summary>
    public long UnsealedEntries => Math.Max(0, Entries - SealedEntries);
}
