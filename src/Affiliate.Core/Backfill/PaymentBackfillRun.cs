namespace Affiliate;

/// <summary>One reading of what a payment provider knows of a time, and how far it came.</summary>
public sealed record PaymentBackfillRun : IRecord<PaymentBackfillRun>
{
    /// <summary>The identifier.</summary>
    public required PaymentBackfillId Id { get; init; }

    /// <summary>The program whose events tell of it: the installation's default one.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The provider, for example <c>stripe</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint whose key reads; empty for the unnamed one.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The beginning of the time.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the time.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Unique: the provider and endpoint while it runs, so that one runs at a time, and its own identifier afterwards.</summary>
    public required string Slot { get; init; }

    /// <summary>How far it came.</summary>
    public required PaymentBackfillState State { get; init; }

    /// <summary>Where reading goes on; <see langword="null"/> at the beginning and at the end.</summary>
    public string? Cursor { get; init; }

    /// <summary>A cursor seen earlier: meeting it again means that the provider's list never ends.</summary>
    public string? SeenCursor { get; init; }

    /// <summary>How many pages were read.</summary>
    public int Pages { get; init; }

    /// <summary>How many messages were read.</summary>
    public long Messages { get; init; }

    /// <summary>How many of them were new and were applied, or are about to be.</summary>
    public long Applied { get; init; }

    /// <summary>How many were known already.</summary>
    public long Known { get; init; }

    /// <summary>How many have no effect.</summary>
    public long Ignored { get; init; }

    /// <summary>How many cannot be believed and wait in the inbox for a person.</summary>
    public long Quarantined { get; init; }

    /// <summary>Why the last try failed; <see langword="null"/> when it went well.</summary>
    public string? Error { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last got on.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PaymentBackfillRun> Record { get; } = new RecordType<PaymentBackfillRun>("payment_backfills", r => r.Id)
        .Unique(r => r.Slot)
        .Index(r => r.CreatedAt)
        .Versioned(r => r.Version)
        .Text(32, r => r.Provider)
        .Text(64, r => r.Endpoint)
        .Text(128, r => r.Slot)
        .Text(500, r => r.Cursor, r => r.SeenCursor, r => r.Error);

    /// <summary>The key of a run by its identifier.</summary>
    public static Key<PaymentBackfillRun> ById(PaymentBackfillId id) => Record.ByPrimaryKey(id);

    internal static Key<PaymentBackfillRun> BySlot(string slot) => Record.ByUniqueKey(0, slot);

    internal static string SlotOf(string provider, string endpoint) => $"{provider}:{endpoint}";

    internal PaymentBackfillRun Ended(PaymentBackfillState state, string? error, DateTimeOffset now) =>
        this with { State = state, Slot = Id.ToString(), Error = error, UpdatedAt = now, FinishedAt = now };
}

/// <summary>How far a back-fill came.</summary>
public enum PaymentBackfillState
{
    /// <summary>It reads, or waits for its next try.</summary>
    Running,

    /// <summary>Everything was read.</summary>
    Completed,

    /// <summary>It gave up; it can be resumed where it stopped.</summary>
    Failed,

    /// <summary>Somebody stopped it; it can be resumed where it stopped.</summary>
    Canceled,
}
