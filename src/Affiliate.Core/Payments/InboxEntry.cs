namespace Affiliate;

/// <summary>One verified message of a payment provider, kept so that it has one effect and can be applied again.</summary>
public sealed record InboxEntry : IRecord<InboxEntry>
{
    /// <summary>The identifier.</summary>
    public required InboxEntryId Id { get; init; }

    /// <summary>The program it is about; the default one while nobody could tell. <see langword="null"/> for host payments.</summary>
    public ProgramId? ProgramId { get; init; }

    /// <summary>The provider, for example <c>stripe</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The named endpoint that took it; empty for the unnamed one.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Provider, scope and event id in a form of at most 64 ASCII characters; unique.</summary>
    public required string Lookup { get; init; }

    /// <summary>
    /// Provider, scope, type, time and content in a form of at most 64 ASCII characters; unique. Another event with the same of them
    /// tells the same change. It is <see cref="Lookup"/> when the adapter does not tell contents apart, or when another row has the content.
    /// </summary>
    public required string ContentLookup { get; init; }

    /// <summary>The provider's own event id.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public required string EventType { get; init; }

    /// <summary>How far it came.</summary>
    public required InboxState State { get; init; }

    /// <summary>Why it was ignored, parked, quarantined or failed, as a code.</summary>
    public string? Reason { get; init; }

    /// <summary>The exact bytes received; <see langword="null"/> once they were deleted.</summary>
#pragma warning disable CA1819 // A stored field; records are immutable by convention and nobody writes into the array.
    public byte[]? Body { get; init; }
#pragma warning restore CA1819

    /// <summary>When the provider says it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<InboxEntry> Record { get; } = new RecordType<InboxEntry>("inbox", i => i.Id)
        .Unique(i => i.Lookup)
        .Unique(i => i.ContentLookup)
        .Index(i => i.State, i => i.ReceivedAt)
        .Index(i => i.ProgramId, i => i.ReceivedAt)
        .Versioned(i => i.Version)
        .Text(32, i => i.Provider)
        .Text(64, i => i.Endpoint, i => i.Reason)
        .Text(LookupKey.MaxLength, i => i.Lookup, i => i.ContentLookup)
        .Text(255, i => i.ProviderEventId)
        .Text(128, i => i.EventType);

    /// <summary>The key of an entry by its identifier.</summary>
    public static Key<InboxEntry> ById(InboxEntryId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of an entry by what the provider calls it.</summary>
    public static Key<InboxEntry> ByEvent(string provider, string scope, string eventId) =>
        ByLookup(LookupOf(provider, scope, eventId));

    internal static Key<InboxEntry> ByLookup(string lookup) => Record.ByUniqueKey(0, lookup);

    /// <summary>The key of the entry that has its own content, by it.</summary>
    internal static Key<InboxEntry> ByContent(string contentLookup) => Record.ByUniqueKey(1, contentLookup);

    internal static InboxEntry Of(
        string provider, WebhookRequest request, WebhookReading reading, WebhookMessage message, DateTimeOffset now) => new()
        {
            Id = AffiliateId.New<InboxEntryId>(now),
            Provider = provider,
            Endpoint = request.Endpoint,
            Lookup = LookupOf(provider, message.Scope, message.EventId),
            ContentLookup = ContentLookupOf(provider, message),
            ProviderEventId = message.EventId,
            EventType = message.Type,
            State = reading.Verdict switch
            {
                WebhookVerdict.Accepted => InboxState.Applied,
                WebhookVerdict.Quarantined => InboxState.Quarantined,
                _ => InboxState.Ignored,
            },
            Reason = reading.Reason,
            Body = request.Body.ToArray(),
            OccurredAt = message.OccurredAt.ToUtcMilliseconds(),
            ReceivedAt = now,
        };

    internal static string LookupOf(string provider, string scope, string eventId) =>
        LookupKey.Of($"{provider}:{scope}:{eventId}");

    internal static string ContentLookupOf(string provider, WebhookMessage message) => message.Content is { } content
        ? LookupKey.Of($"{provider}:{message.Scope}:{message.Type}:{message.OccurredAt.ToUnixTimeMilliseconds()}:{content}")
        : LookupOf(provider, message.Scope, message.EventId);
}

/// <summary>How far a provider's message came.</summary>
public enum InboxState
{
    /// <summary>Stored; applying it failed so far and is tried again.</summary>
    Received,

    /// <summary>Its effects are committed.</summary>
    Applied,

    /// <summary>It has no effect by design.</summary>
    Ignored,

    /// <summary>Its content cannot be believed, for example a fractional amount; kept for a person to look at.</summary>
    Quarantined,

    /// <summary>Applying it failed for good; visible, can be run again.</summary>
    Failed,
}
