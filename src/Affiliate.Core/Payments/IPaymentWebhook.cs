namespace Affiliate;

/// <summary>Turns a payment provider's messages into facts. Pure: no clock, no I/O, no state.</summary>
public interface IPaymentWebhook
{
    /// <summary>The name in <c>/webhooks/{provider}</c> and in events: lower-case ASCII letters, at most 32.</summary>
    string Provider { get; }

    /// <summary>
    /// The programs (ids or keys) that the settings name. One that does not exist stops the start: nothing is booked to
    /// another program instead.
    /// </summary>
    IReadOnlyCollection<string> Programs => [];

    /// <summary>
    /// Whether an endpoint has a secret: without one nothing of a message is read and the provider tries again. Whoever does not
    /// answer here answers <see cref="WebhookReading.NotConfigured"/> in <see cref="Read"/>.
    /// </summary>
    /// <param name="endpoint">The named endpoint; empty for the unnamed one.</param>
    bool IsConfigured(string endpoint) => true;

    /// <summary>Verifies a message over its exact bytes, then parses it.</summary>
    /// <param name="request">The message.</param>
    /// <param name="now">The time signatures are checked against.</param>
    WebhookReading Read(WebhookRequest request, DateTimeOffset now);

    /// <summary>
    /// When a message says that it was signed, so that <c>/status</c> can tell how wrong a clock is. Default: not known.
    /// </summary>
    /// <param name="request">The message, genuine or not.</param>
    DateTimeOffset? SignedAt(WebhookRequest request) => null;

    /// <summary>
    /// The provider's own message inside the envelope that an event bus of a cloud puts around it; anything else as it is. Asked only
    /// for messages that <see cref="TrustedMessages"/> takes.
    /// </summary>
    /// <param name="message">The message, which nobody verified.</param>
    ReadOnlyMemory<byte> ParseTrusted(ReadOnlyMemory<byte> message) => message;

    /// <summary>Parses a message that was verified and stored before, so that it can be applied again.</summary>
    /// <param name="endpoint">The named endpoint that took it; empty for the unnamed one.</param>
    /// <param name="body">The stored bytes.</param>
    WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body);
}

/// <summary>A message as it arrived.</summary>
/// <param name="Endpoint">The named endpoint; empty for the unnamed one.</param>
/// <param name="Body">The exact bytes of the body.</param>
/// <param name="Header">Gives all values of a header, one per header line; none when it is absent.</param>
public sealed record WebhookRequest(
    string Endpoint, ReadOnlyMemory<byte> Body, Func<string, IReadOnlyList<string>> Header);
