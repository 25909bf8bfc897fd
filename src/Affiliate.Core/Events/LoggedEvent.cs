namespace Affiliate;

/// <summary>One line of the audit log, written in the transaction of what it reports and never changed.</summary>
public sealed record LoggedEvent : IRecord<LoggedEvent>
{
    /// <summary>The identifier.</summary>
    public required AffiliateEventId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The type, for example <c>commission.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The partner concerned, so that one query traces a partner (AH-39).</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The customer concerned.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>What happened, as a JSON object in the published shape (AH-37).</summary>
    public required string Payload { get; init; }

    /// <summary>Who did it: the id of an API key, or what the host called the person; <see langword="null"/> for the library itself.</summary>
    public string? Actor { get; init; }

    /// <summary>What was changed, as a JSON object: field to <c>before</c> and <c>after</c>; <see langword="null"/> when nothing was.</summary>
    public string? Changes { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<LoggedEvent> Record { get; } = new RecordType<LoggedEvent>("events", e => e.Id)
        .Index(e => e.ProgramId, e => e.CreatedAt)
        .Index(e => e.ProgramId, e => e.Type, e => e.CreatedAt)
        .Index(e => e.PartnerId, e => e.CreatedAt)
        .Index(e => e.CustomerId, e => e.CreatedAt)
        .Text(64, e => e.Type)
        .Text(AffiliateActor.MaxLength, e => e.Actor);

    /// <summary>The key of an event by its identifier.</summary>
    public static Key<LoggedEvent> ById(AffiliateEventId id) => Record.ByPrimaryKey(id);
}
