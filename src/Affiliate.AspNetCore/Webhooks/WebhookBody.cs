using System.Text.Json.Serialization;
using Endpoint = Affiliate.WebhookEndpoint;

namespace Affiliate.AspNetCore;

/// <summary>An endpoint as it is published; never its secret.</summary>
internal sealed record WebhookBody(
    string Id, string ProgramId, string Url, IReadOnlyList<string> Events, string? Description, bool Active,
    string? DisabledReason, DateTimeOffset? FailingSince, DateTimeOffset? PreviousSecretEndsAt, DateTimeOffset CreatedAt)
{
    /// <summary>How many deliveries stand where; told when one endpoint is read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeliveryTotalsBody? Deliveries { get; init; }

    public static WebhookBody Of(Endpoint endpoint) => new(
        endpoint.Id.ToString(), endpoint.ProgramId.ToString(), endpoint.Url, endpoint.Events.Split(' '), endpoint.Description,
        endpoint.IsActive, endpoint.DisabledReason, endpoint.FailingSince, endpoint.PreviousSecretEndsAt, endpoint.CreatedAt);
}

/// <summary>An endpoint with a secret that was just made and cannot be shown again.</summary>
internal sealed record WebhookSecretBody(
    string Id, string ProgramId, string Url, IReadOnlyList<string> Events, string? Description, bool Active, string Secret,
    DateTimeOffset? PreviousSecretEndsAt, DateTimeOffset CreatedAt)
{
    public static WebhookSecretBody Of(NewWebhookSecret made)
    {
        var endpoint = made.Endpoint;
        return new WebhookSecretBody(
            endpoint.Id.ToString(), endpoint.ProgramId.ToString(), endpoint.Url, endpoint.Events.Split(' '),
            endpoint.Description, endpoint.IsActive, made.Secret, endpoint.PreviousSecretEndsAt, endpoint.CreatedAt);
    }
}

/// <summary>How many deliveries of an endpoint stand where (TX-11).</summary>
internal sealed record DeliveryTotalsBody(long Pending, long Delivered, long Failed, long Canceled, decimal? DeliveryRate)
{
    public static DeliveryTotalsBody Of(DeliveryTotals totals) =>
        new(totals.Pending, totals.Delivered, totals.Failed, totals.Canceled, totals.DeliveryRate);
}

/// <summary>A test message that is on its way.</summary>
internal sealed record WebhookTestBody(string EventId, string DeliveryId);

/// <summary>A delivery as it is published.</summary>
internal sealed record DeliveryBody(
    string Id, string EndpointId, string EventId, string EventType, string Status, int Attempts, DateTimeOffset? NextAttemptAt,
    DateTimeOffset? LastAttemptAt, int? DurationMs, int? ResponseStatus, string? ResponseBody, string? Error,
    DateTimeOffset CreatedAt)
{
    public static DeliveryBody Of(WebhookDelivery delivery) => new(
        delivery.Id.ToString(), delivery.EndpointId.ToString(), delivery.EventId.ToString(), delivery.EventType,
        WireName.Of(delivery.State), delivery.Attempts, delivery.DueAt, delivery.LastTriedAt, delivery.DurationMilliseconds,
        delivery.ResponseStatus, delivery.ResponseStart, delivery.Error, delivery.CreatedAt);
}

/// <summary>Deliveries that are sent again.</summary>
internal sealed record ResentBody(int Count, IReadOnlyList<string> Ids);

/// <summary>What a replay sends; from when to go on when there was more than one call takes.</summary>
internal sealed record ReplayBody(int Count, DateTimeOffset? ContinueFrom);
