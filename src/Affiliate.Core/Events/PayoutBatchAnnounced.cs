namespace Affiliate;

/// <summary>The payouts of a period are to be made, with what they would be now (<c>payout_batch.announced</c>).</summary>
public sealed record PayoutBatchAnnounced : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.PayoutBatchAnnounced;

    /// <summary>The batch.</summary>
    public required PayoutBatchId BatchId { get; init; }

    /// <summary>The first instant after the period.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>When they are made, at least a day from now.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>How many payouts it would be now; <see langword="null"/> when that could not be tried in time.</summary>
    public int? PayoutCount { get; init; }

    /// <summary>What they would pay now, by ISO 4217 code, in minor units; <see langword="null"/> like the count.</summary>
    public IReadOnlyDictionary<string, long>? TotalAmountCents { get; init; }

    internal static PayoutBatchAnnounced Of(PayoutBatch batch, MadePayouts tried)
    {
        var paid = tried.Lines.Where(line => line.Reason is null).ToList();
        return new PayoutBatchAnnounced
        {
            ProgramId = batch.ProgramId,
            BatchId = batch.Id,
            PeriodEnd = batch.PeriodEnd,
            RunAt = batch.RunAt,
            PayoutCount = tried.IsComplete ? paid.Count : null,
            TotalAmountCents = !tried.IsComplete ? null : paid.GroupBy(line => line.Amount.Currency, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(line => line.Amount.MinorUnits), StringComparer.Ordinal),
        };
    }
}
