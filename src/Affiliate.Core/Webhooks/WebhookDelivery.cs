namespace Affiliate;

/// <summary>One event on its way to one endpoint, and what became of it.</summary>
public sealed record WebhookDelivery : IRecord<WebhookDelivery>
{
    /// <summary>How many characters of an answer are kept.</summary>
    public const int MaxResponseLength = 1_024;

    /// <summary>The identifier.</summary>
    public required WebhookDeliveryId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>Where it goes.</summary>
    public required WebhookEndpointId EndpointId { get; init; }

    /// <summary>What is sent; also the receiver's <c>webhook-id</c>, the same for every attempt.</summary>
    public required AffiliateEventId EventId { get; init; }

    /// <summary>The type of the event.</summary>
    public required string EventType { get; init; }

    /// <summary>How far it came.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>When it is sent next, while it is being sent the end of the lease; <see langword="null"/> when it is over.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How many attempts were made in all.</summary>
    public int Attempts { get; init; }

    /// <summary>How many of them since it was made or last sent again by hand: says where in the schedule it stands.</summary>
    public int Tries { get; init; }

    /// <summary>When the first of these was made: the schedule counts from here.</summary>
    public DateTimeOffset? FirstTriedAt { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? LastTriedAt { get; init; }

    /// <summary>How long the last attempt took, in milliseconds.</summary>
    public int? DurationMilliseconds { get; init; }

    /// <summary>The HTTP status of the last answer; <see langword="null"/> when there was none.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>The start of the last answer, without control characters.</summary>
    public string? ResponseStart { get; init; }

    /// <summary>Why the last attempt failed, as a code; see <see cref="DeliveryErrors"/>.</summary>
    public string? Error { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<WebhookDelivery> Record { get; } =
        new RecordType<WebhookDelivery>("webhook_deliveries", d => d.Id)
            .Unique(d => d.EventId, d => d.EndpointId)
            .Index(d => d.EndpointId, d => d.DueAt)
            .Index(d => d.DueAt, d => d.EndpointId)
            .Index(d => d.EndpointId, d => d.CreatedAt)
            .Versioned(d => d.Version)
            .Text(64, d => d.EventType)
            .Text(32, d => d.Error)
            .Text(MaxResponseLength, d => d.ResponseStart);

    /// <summary>The key of a delivery by its identifier.</summary>
    public static Key<WebhookDelivery> ById(WebhookDeliveryId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a delivery by what goes where.</summary>
    public static Key<WebhookDelivery> ByEvent(AffiliateEventId eventId, WebhookEndpointId endpoint) =>
        Record.ByUniqueKey(0, eventId, endpoint);

    internal static WebhookDelivery Of(
        WebhookEndpoint endpoint, AffiliateEventId eventId, string eventType, DateTimeOffset now) => new()
        {
            Id = AffiliateId.New<WebhookDeliveryId>(now),
            ProgramId = endpoint.ProgramId,
            EndpointId = endpoint.Id,
            EventId = eventId,
            EventType = eventType,
            State = DeliveryState.Pending,
            DueAt = now,
            CreatedAt = now,
        };

    /// <summary>The same delivery at the beginning of the schedule, its attempts so far still counted.</summary>
    internal WebhookDelivery Again(DateTimeOffset now) =>
        this with { State = DeliveryState.Pending, DueAt = now, Tries = 0, FirstTriedAt = null };
}

/// <summary>How far a delivery came.</summary>
public enum DeliveryState
{
    /// <summary>Not sent yet, or to be sent again.</summary>
    Pending,

    /// <summary>The receiver answered with a 2xx status.</summary>
    Delivered,

    /// <summary>Every attempt of the schedule failed.</summary>
    Failed,

    /// <summary>Not sent, because the endpoint was switched off or deleted, or the event is no longer kept.</summary>
    Canceled,
}

/// <summary>Why a delivery did not arrive.</summary>
public static class DeliveryErrors
{
    /// <summary>There was no complete answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The name has no address, or the name server did not answer.</summary>
    public const string Dns = "dns_error";

    /// <summary>The receiver's certificate was not accepted.</summary>
    public const string Tls = "tls_error";

    /// <summary>No connection, or it broke off.</summary>
    public const string Connection = "connection_failed";

    /// <summary>The address is not one that may be called.</summary>
    public const string Address = "address_not_allowed";

    /// <summary>The receiver answered with a status other than 2xx; redirects are not followed.</summary>
    public const string Status = "http_status";

    /// <summary>The endpoint is switched off.</summary>
    public const string Disabled = "endpoint_disabled";

    /// <summary>The endpoint was deleted.</summary>
    public const string Deleted = "endpoint_deleted";

    /// <summary>The event is no longer kept.</summary>
    public const string EventGone = "event_gone";

    /// <summary>The signing secret cannot be read: the installation secret it was encrypted with is missing.</summary>
    public const string Secret = "secret_unreadable";
}
