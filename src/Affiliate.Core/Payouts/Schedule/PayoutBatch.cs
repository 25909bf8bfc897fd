namespace Affiliate;

/// <summary>The payouts of one period of a program, made by themselves: announced first, made a day later, once.</summary>
public sealed record PayoutBatch : IRecord<PayoutBatch>
{
    /// <summary>The identifier.</summary>
    public required PayoutBatchId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The first instant after the period. What was earned before it, and not paid, is paid.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>When it was announced (<c>payout_batch.announced</c>).</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>When its payouts are made.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>When all of them were made; <see langword="null"/> before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was left out because the program had no schedule any more; <see langword="null"/> when it was not.</summary>
    public DateTimeOffset? SkippedAt { get; init; }

    /// <summary>How many payouts were made.</summary>
    public int PayoutCount { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PayoutBatch> Record { get; } = new RecordType<PayoutBatch>("payout_batches", b => b.Id)
        .Unique(b => b.ProgramId, b => b.PeriodEnd)
        .Versioned(b => b.Version);

    /// <summary>Whether nothing more happens to it.</summary>
    internal bool IsEnded => CompletedAt is not null || SkippedAt is not null;

    /// <summary>The key of a batch by its identifier.</summary>
    public static Key<PayoutBatch> ById(PayoutBatchId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a batch by its period.</summary>
    public static Key<PayoutBatch> ByPeriod(ProgramId program, DateTimeOffset end) => Record.ByUniqueKey(0, program, end);

    /// <summary>What its run pays.</summary>
    internal PayoutRun ToRun(bool isDry) =>
        new() { Program = ProgramId.ToString(), PeriodEnd = PeriodEnd, IsDryRun = isDry, Batch = Id };
}
