namespace Affiliate;

/// <summary>
/// The payouts of a period were all made (<c>payout_batch.completed</c>), or left out because the program had no schedule any more
/// (<c>payout_batch.skipped</c>).
/// </summary>
public sealed record PayoutBatchEnded : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => IsSkipped ? EventTypes.PayoutBatchSkipped : EventTypes.PayoutBatchCompleted;

    /// <summary>The batch.</summary>
    public required PayoutBatchId BatchId { get; init; }

    /// <summary>The first instant after the period.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>Whether none was made; the end of <see cref="Type"/>.</summary>
    public required bool IsSkipped { get; init; }

    /// <summary>How many payouts were made.</summary>
    public required int PayoutCount { get; init; }

    /// <summary>What they pay, by ISO 4217 code, in minor units.</summary>
    public required IReadOnlyDictionary<string, long> TotalAmountCents { get; init; }

    internal static PayoutBatchEnded Of(PayoutBatch batch, IReadOnlyList<SumRow> made) => new()
    {
        ProgramId = batch.ProgramId,
        BatchId = batch.Id,
        PeriodEnd = batch.PeriodEnd,
        IsSkipped = batch.SkippedAt is not null,
        PayoutCount = batch.PayoutCount,
        TotalAmountCents = made.ToDictionary(row => (string)row.Group[0]!, row => row.Totals[0], StringComparer.Ordinal),
    };
}
