namespace Affiliate;

/// <summary>What an endpoint is made with, or changed to; what is <see langword="null"/> stays as it is.</summary>
public sealed record WebhookSettings
{
    /// <summary>Where events are sent: an https URL of a public address, at most 2,000 characters. Needed for a new endpoint.</summary>
    public string? Url { get; init; }

    /// <summary>The event types wanted, 1 to 20 as <see cref="EventPattern"/> describes. Default for a new endpoint: <c>*</c>.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    /// <summary>What a person notes about it, at most 200 characters; empty removes it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it gets events. Default for a new endpoint: <see langword="true"/>.</summary>
    public bool? IsActive { get; init; }
}

/// <summary>An endpoint with a secret that was just made.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Secret">What its messages are signed with: <c>whsec_…</c>. It cannot be shown again.</param>
public sealed record NewWebhookSecret(WebhookEndpoint Endpoint, string Secret)
{
    /// <summary>The endpoint's identifier; never the secret, so that a log cannot hold it.</summary>
    public override string ToString() => Endpoint.Id.ToString();
}
