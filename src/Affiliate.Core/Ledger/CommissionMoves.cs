namespace Affiliate;

/// <summary>The moves of a commission that a person or the end of its hold makes (semantics 3, I11). Pure.</summary>
internal static class CommissionMoves
{
    /// <summary>Why a commission cannot be approved, as a code; <see langword="null"/> when it can.</summary>
    public static string? ObstacleToApprove(Commission commission) => commission switch
    {
        { IsOnHold: true } => "on_hold",
        { Status: CommissionStatus.Pending or CommissionStatus.Review } => null,
        _ => "illegal_state",
    };

    /// <summary>Why a commission cannot be rejected, as a code; <see langword="null"/> when it can.</summary>
    public static string? ObstacleToReject(Commission commission) =>
        commission.Status is CommissionStatus.Pending or CommissionStatus.Review ? null : "illegal_state";

    /// <summary>Why a commission cannot be put aside for a person, as a code; <see langword="null"/> when it can.</summary>
    public static string? ObstacleToReview(Commission commission) =>
        commission.Status == CommissionStatus.Pending ? null : "illegal_state";

    /// <summary>Why a commission that was put aside cannot go on, as a code; <see langword="null"/> when it can.</summary>
    public static string? ObstacleToRelease(Commission commission) =>
        commission.Status == CommissionStatus.Review ? null : "illegal_state";

    /// <summary>Whether the end of the hold approves a commission without a person.</summary>
    public static bool IsApprovedByItself(Commission commission, AffiliateProgram program, DateTimeOffset now) =>
        commission.Status == CommissionStatus.Pending && commission is { IsOnHold: false, IsManual: false } && commission.HoldUntil <= now
        && !(commission.KeptMinorUnits > program.AutoApproveUpToMinorUnits);

    /// <summary>The ledger entry that takes off the balance what is left of a rejected commission.</summary>
    public static LedgerEntry RejectedEntry(Commission commission, DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<LedgerEntryId>(now),
        ProgramId = commission.ProgramId,
        PartnerId = commission.PartnerId,
        CommissionId = commission.Id,
        Kind = LedgerEntryKind.Rejected,
        AmountMinorUnits = -commission.KeptMinorUnits,
        Currency = commission.Currency,
        SourceKey = $"rejected:{commission.Id}",
        CreatedAt = now,
    };
}
