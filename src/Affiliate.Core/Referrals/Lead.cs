namespace Affiliate;

/// <summary>A sign-up, or another named step, of a customer; each step once.</summary>
public sealed record Lead : IRecord<Lead>
{
    /// <summary>The name of the step when none is given.</summary>
    public const string SignUp = "sign_up";

    /// <summary>The reason of a lead that named a click by what is no click id.</summary>
    internal const string UnreadableClick = "unreadable_click_id";

    /// <summary>The identifier.</summary>
    public required LeadId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The name of the step.</summary>
    public required string EventName { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The click that led here.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>Why nobody was credited, as a code.</summary>
    public string? Reason { get; init; }

    /// <summary>When the step was reported.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<Lead> Record { get; } = new RecordType<Lead>("leads", l => l.Id)
        .Unique(l => l.CustomerId, l => l.EventName)
        .Index(l => l.ProgramId, l => l.CreatedAt)
        .Text(64, l => l.EventName)
        .Text(32, l => l.Reason);

    /// <summary>The key of a lead by its identifier.</summary>
    public static Key<Lead> ById(LeadId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a lead by customer and step.</summary>
    public static Key<Lead> ByStep(CustomerId customer, string eventName) =>
        Record.ByUniqueKey(0, customer, eventName);
}
