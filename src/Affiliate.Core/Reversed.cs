namespace Affiliate;

/// <summary>What became of a reversal.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Sale">The sale, or the one that it waits for.</param>
/// <param name="Commission">The commission of the sale.</param>
/// <param name="ReversedMinorUnits">How much of the commission is taken back by now, in minor units.</param>
/// <param name="Entries">The ledger entries written by this call; none when nothing changed.</param>
/// <param name="IsInPayout">Whether the commission is in a payout or paid already, so that the next payout nets what is taken back.</param>
public sealed record Reversed(
    ReverseOutcome Outcome,
    SaleId Sale,
    CommissionId? Commission,
    long ReversedMinorUnits,
    IReadOnlyList<LedgerEntry> Entries,
    bool IsInPayout = false)
{
    /// <summary>Whether it is told in another currency than the payment: a person must look at it.</summary>
    internal bool IsForeign { get; init; }

    internal static Reversed Of(SaleState state, bool isOther) => new(
        isOther ? ReverseOutcome.Conflict : OutcomeOf(state), state.Id, state.Commission?.Id, state.Commission?.ReversedMinorUnits ?? 0, state.Entries,
        state.Commission?.Status is CommissionStatus.Processing or CommissionStatus.Paid);

    private static ReverseOutcome OutcomeOf(SaleState state) => state switch
    {
        { Sale: null } => ReverseOutcome.Waiting,
        { Commission: null } => ReverseOutcome.NoCommission,
        { Entries.Count: 0 } => ReverseOutcome.Unchanged,
        { Commission.KeptMinorUnits: 0 } => ReverseOutcome.Reversed,
        _ => ReverseOutcome.PartlyReversed,
    };
}

/// <summary>What became of a reversal, in one word.</summary>
public enum ReverseOutcome
{
    /// <summary>Nothing of the commission is left.</summary>
    Reversed,

    /// <summary>A part of the commission is left.</summary>
    PartlyReversed,

    /// <summary>The commission is as it was: recorded before, or undecided and on hold.</summary>
    Unchanged,

    /// <summary>The sale earned no commission.</summary>
    NoCommission,

    /// <summary>The sale is not recorded yet; the reversal is applied when it is.</summary>
    Waiting,

    /// <summary>The same <see cref="Reversal.Source"/> was told of another sale; it counts there and nothing was changed here.</summary>
    Conflict,
}
