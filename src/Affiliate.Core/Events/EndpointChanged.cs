using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Something happened to a webhook endpoint (<c>endpoint.created</c>, <c>endpoint.disabled</c>, …).</summary>
public sealed record EndpointChanged : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.Endpoint(Action);

    /// <summary>What happened; the last part of <see cref="Type"/>.</summary>
    public required EndpointAction Action { get; init; }

    /// <summary>The endpoint.</summary>
    public required WebhookEndpointId EndpointId { get; init; }

    /// <summary>Its address.</summary>
    public required string Url { get; init; }

    /// <summary>The event types it wants.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Whether it gets events.</summary>
    public required bool Active { get; init; }

    /// <summary>Why it was switched off: <c>gone</c> or <c>failing</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Its address before, when it changed.</summary>
    public string? PreviousUrl { get; init; }

    /// <summary>The event types it wanted before, when they changed.</summary>
    public IReadOnlyList<string>? PreviousEvents { get; init; }

    internal static EndpointChanged Of(
        WebhookEndpoint endpoint, EndpointAction action, WebhookEndpoint? previous = null) => new()
        {
            ProgramId = endpoint.ProgramId,
            Action = action,
            EndpointId = endpoint.Id,
            Url = endpoint.Url,
            Events = endpoint.Events.Split(' '),
            Active = endpoint.IsActive,
            Reason = endpoint.DisabledReason,
            PreviousUrl = previous is not null && previous.Url != endpoint.Url ? previous.Url : null,
            PreviousEvents = previous is not null && previous.Events != endpoint.Events ? previous.Events.Split(' ') : null,
        };
}

/// <summary>What happened to a webhook endpoint.</summary>
public enum EndpointAction
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Its address, its types or its description were changed.</summary>
    Updated,

    /// <summary>It was switched on.</summary>
    Enabled,

    /// <summary>It was switched off, by hand or because it is gone or failed for five days.</summary>
    Disabled,

    /// <summary>It got a new secret.</summary>
    SecretRotated,

    /// <summary>Somebody asked for a test message.</summary>
    Tested,

    /// <summary>It was deleted.</summary>
    Deleted,
}
