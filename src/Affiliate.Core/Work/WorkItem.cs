namespace Affiliate;

/// <summary>Something that must happen later, at least once, on any instance.</summary>
public sealed record WorkItem : IRecord<WorkItem>
{
    /// <summary>The identifier.</summary>
    public required WorkItemId Id { get; init; }

    /// <summary>What is to be done.</summary>
    public required WorkKind Kind { get; init; }

    /// <summary>What it is about, for example an event and a handler; unique within the kind.</summary>
    public required string Subject { get; init; }

    /// <summary>When it may be taken, while leased the end of the lease; <see langword="null"/> when parked.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>How often it was taken: the fence that only the last taker passes (C4).</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was taken since it last went well: sets the pause, and when it is parked.</summary>
    public int Tries { get; init; }

    /// <summary>Who took it last: a random number per claim.</summary>
    public Guid? ClaimedBy { get; init; }

    /// <summary>Why it failed last.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<WorkItem> Record { get; } = new RecordType<WorkItem>("work_items", w => w.Id)
        .Unique(w => w.Kind, w => w.Subject)
        .Index(w => w.Kind, w => w.DueAt)
        .Index(w => w.ClaimedBy)
        .Text(200, w => w.Subject)
        .Text(500, w => w.LastError);

    /// <summary>A new item, due at once unless a time is given.</summary>
    internal static WorkItem New(WorkKind kind, string subject, DateTimeOffset createdAt, DateTimeOffset? dueAt = null) => new()
    {
        Id = AffiliateId.New<WorkItemId>(createdAt),
        Kind = kind,
        Subject = subject,
        DueAt = dueAt ?? createdAt,
        CreatedAt = createdAt,
    };

    /// <summary>The key of an item by what it is about.</summary>
    public static Key<WorkItem> BySubject(WorkKind kind, string subject) => Record.ByUniqueKey(0, kind, subject);
}

/// <summary>The kinds of work.</summary>
public enum WorkKind
{
    /// <summary>Hand an event to one subscriber.</summary>
    Handler,

    /// <summary>Apply a payment message that was stored but could not be applied.</summary>
    Inbox,

    /// <summary>Approve a commission whose hold has ended.</summary>
    DueHold,

    /// <summary>Merge click tallies of the same partner and day.</summary>
    TallyFold,

    /// <summary>Append what was committed to the chain of <see cref="LedgerSeal"/>.</summary>
    Sealing,

    /// <summary>Send the money of a payout through a provider.</summary>
    PayoutSending,

    /// <summary>Make the deliveries of an event to the webhook endpoints that want it.</summary>
    WebhookFanout,

    /// <summary>Pay for a lead or click, or a bonus, where a plan does.</summary>
    Reward,

    /// <summary>Look again who is credited for a sale.</summary>
    Credit,

    /// <summary>Read what a payment provider knows of a time.</summary>
    Backfill,

    /// <summary>Ask payment providers for what waiting messages lack.</summary>
    PaymentLookup,

    /// <summary>Tell a person of a refund or dispute whose payment nobody reported.</summary>
    ParkedReversal,

    /// <summary>Mail a partner the code to sign in with.</summary>
    SignInMail,

    /// <summary>Remove sessions and sign-ins that no longer count.</summary>
    SignInCleanup,

    /// <summary>Delete what is older than <see cref="RetentionOptions"/> say.</summary>
    Retention,

    /// <summary>Count clicks by what they say.</summary>
    DimensionFold,

    /// <summary>Delete the bodies of payment messages that are applied and no longer kept.</summary>
    BodyRetention,

    /// <summary>Make a lead of a trial.</summary>
    TrialLead,

    /// <summary>Announce the payouts of a period.</summary>
    PayoutPlanning,

    /// <summary>Make the payouts of a period.</summary>
    PayoutBatch,

    /// <summary>Give up what partners owe.</summary>
    WriteOff,

    /// <summary>Give back what a payout kept in reserve.</summary>
    ReserveRelease,
}
