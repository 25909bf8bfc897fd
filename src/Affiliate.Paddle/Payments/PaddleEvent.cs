namespace Affiliate.Paddle;

/// <summary>A notification, and where it arrived.</summary>
internal sealed record PaddleEvent(string Id, string Type, DateTimeOffset OccurredAt, EndpointSettings Endpoint)
{
    // A reference, `paddle:{endpoint}:txn_…`, must fit the 255 characters of a sale's transaction id.
    private const int MaxObjectIdLength = 180;
    private const int MaxEventIdLength = 255;
    private const int MaxTypeLength = 128;
    private const string EventPrefix = "evt_";
    private const string SimulatedEventPrefix = "ntfsimevt_";
    private const string SimulatedNotificationPrefix = "ntfsimntf_";

    /// <summary>What the event is about.</summary>
    public required WebhookJson Data { get; init; }

    /// <summary>What <see cref="Data"/> is called here.</summary>
    public required string Reference { get; init; }

    /// <summary>Whether it comes from Paddle's simulator, with made-up content.</summary>
    public required bool IsSimulation { get; init; }

    /// <summary>The program of what arrived without naming one.</summary>
    public required string? DefaultProgram { get; init; }

    /// <summary>What the inbox keeps of the event.</summary>
    public WebhookMessage Message => new(Id, Endpoint.Scope, Type, OccurredAt) { Content = Data.Fingerprint };

    /// <summary>Reads the members that every notification has.</summary>
    /// <returns><see langword="null"/> when one of them is missing or of the wrong type.</returns>
    public static PaddleEvent? Read(WebhookJson json, EndpointSettings endpoint, PaddleOptions options)
    {
        if (json["event_id"].Text is not { } id
            || !(IsId(id, EventPrefix, MaxEventIdLength) || IsId(id, SimulatedEventPrefix, MaxEventIdLength))
            || json["event_type"].Text is not { } type || !IsId(type, "", MaxTypeLength)
            || json["occurred_at"].Time is not { } occurredAt
            || ReferenceOf(json["data"]["id"], endpoint) is not { } reference)
        {
            return null;
        }

        return new PaddleEvent(id, type, occurredAt, endpoint)
        {
            Data = json["data"],
            Reference = reference,
            IsSimulation = id.StartsWith(SimulatedEventPrefix, StringComparison.Ordinal)
                || json["notification_id"].Text is { } notification
                && notification.StartsWith(SimulatedNotificationPrefix, StringComparison.Ordinal),
            DefaultProgram = options.DefaultProgram,
        };
    }

    /// <summary>What an object is called here; <see langword="null"/> when the value names none.</summary>
    public string? ReferenceOf(WebhookJson id) => ReferenceOf(id, Endpoint);

    /// <summary>Accepts facts, with what is read alike on every object.</summary>
    public WebhookReading Accept(params IReadOnlyList<PaymentFact> facts) => WebhookReading.Accepted(
        Message,
        [
            .. facts.Select(fact => fact with
            {
                IsTest = Endpoint.Mode == PaddleMode.Sandbox,
                Program = Endpoint.Program ?? PaymentMetadata.ReadProgram(Data["custom_data"]) ?? DefaultProgram,
                CustomerReference = fact.CustomerReference ?? ReferenceOf(Data["customer_id"]),
            }),
        ]);

    /// <summary>What an object says about who sent the customer: its custom data and its discount.</summary>
    public PaymentEvidence Evidence() => PaymentMetadata.Read(Data["custom_data"]) with
    {
        Coupons = [.. new[] { Data["discount_id"], Data["discount"]["id"] }.Select(ReferenceOf).OfType<string>().Distinct()],
    };

    private static string? ReferenceOf(WebhookJson value, EndpointSettings endpoint) =>
        value.Text is { } id && IsId(id, "", MaxObjectIdLength) ? $"paddle:{endpoint.Scope}:{id}" : null;

    private static bool IsId(string text, string prefix, int maxLength) =>
        text.Length > prefix.Length && text.Length <= maxLength && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.All(c => c is > ' ' and <= '~');
}
