namespace Affiliate;

/// <summary>What an <see cref="IPaymentWebhook"/> made of a message.</summary>
public sealed record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>What to do with the message.</summary>
    public WebhookVerdict Verdict { get; private init; }

    /// <summary>The fixed code of the reason, for every verdict but <see cref="WebhookVerdict.Accepted"/>.</summary>
    public string? Reason { get; private init; }

    /// <summary>What the message is; <see langword="null"/> when rejected or ignored without a row.</summary>
    public WebhookMessage? Message { get; private init; }

    /// <summary>What the message says.</summary>
    public IReadOnlyList<PaymentFact> Facts { get; private init; } = [];

    /// <summary>
    /// What the message leaves out, as a code such as <c>lines</c>; <see langword="null"/> when it says all. With an
    /// <see cref="IPaymentFetcher"/> for the endpoint it is looked up before the message is applied; without one the
    /// message is taken as it is.
    /// </summary>
    public string? Lacks { get; init; }

    /// <summary>The message is genuine and its facts are to be applied.</summary>
    public static WebhookReading Accepted(WebhookMessage message, IReadOnlyList<PaymentFact> facts) =>
        new() { Verdict = WebhookVerdict.Accepted, Message = message, Facts = facts };

    /// <summary>
    /// The message is genuine and has no effect. Without a <paramref name="message"/> nothing is stored.
    /// </summary>
    public static WebhookReading Ignored(string reason, WebhookMessage? message = null) =>
        new() { Verdict = WebhookVerdict.Ignored, Reason = reason, Message = message };

    /// <summary>The message is genuine but its content cannot be believed; it is kept for a person.</summary>
    public static WebhookReading Quarantined(string reason, WebhookMessage message) =>
        new() { Verdict = WebhookVerdict.Quarantined, Reason = reason, Message = message };

    /// <summary>The message is not genuine, or not readable. Nothing is stored.</summary>
    public static WebhookReading Rejected(string reason) =>
        new() { Verdict = WebhookVerdict.Rejected, Reason = reason };

    /// <summary>The endpoint has no usable secret. Nothing is stored and the provider tries again.</summary>
    public static WebhookReading NotConfigured { get; } =
        new() { Verdict = WebhookVerdict.NotConfigured, Reason = WebhookReason.NotConfigured };
}

/// <summary>What a genuine message is.</summary>
/// <param name="EventId">The provider's own event id, at most 255 characters.</param>
/// <param name="Scope">Live or test, and the account: event ids are unique within it.</param>
/// <param name="Type">The provider's event type.</param>
/// <param name="OccurredAt">When the provider says it happened.</param>
public sealed record WebhookMessage(string EventId, string Scope, string Type, DateTimeOffset OccurredAt)
{
    /// <summary>
    /// What the message is about and a <see cref="WebhookJson.Fingerprint"/> of it, at most 512 characters. Another event of the
    /// same type and time with the same content is the same change told twice, and is kept without effect.
    /// </summary>
    /// <value>Default: <see langword="null"/>, only <see cref="EventId"/> tells repeats.</value>
    public string? Content { get; init; }
}

/// <summary>What to do with a message.</summary>
public enum WebhookVerdict
{
    /// <summary>Not genuine or not readable: 400.</summary>
    Rejected,

    /// <summary>The endpoint has no secret: 503.</summary>
    NotConfigured,

    /// <summary>Genuine, no effect: 200.</summary>
    Ignored,

    /// <summary>Genuine, not believable: stored, 200.</summary>
    Quarantined,

    /// <summary>Genuine: applied, 200.</summary>
    Accepted,
}
