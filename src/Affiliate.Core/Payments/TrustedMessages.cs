namespace Affiliate;

/// <summary>
/// Takes providers' messages that reach the host by another way than HTTP, such as a queue of Amazon EventBridge or Azure Event Grid
/// that only the provider can write to. Nothing is verified: whoever can write to the queue can make sales.
/// </summary>
public sealed class TrustedMessages
{
    private readonly PaymentIntake _intake;

    internal TrustedMessages(PaymentIntake intake) => _intake = intake;

    /// <summary>
    /// Takes a message like one that came to <c>/webhooks/{provider}</c>: stored and applied in one transaction. The same event again,
    /// by whatever way, changes nothing.
    /// </summary>
    /// <param name="provider">The name of the adapter, for example <c>stripe</c>.</param>
    /// <param name="message">The message as it was taken from the queue, with or without the envelope of the event bus.</param>
    /// <param name="endpoint">The named endpoint whose settings hold; empty for the unnamed one. It needs no secret.</param>
    /// <param name="cancellationToken">Gives up; the message is then taken or not, and safe to take again.</param>
    /// <returns>
    /// What became of it. <see cref="WebhookVerdict.Rejected"/> and <see cref="WebhookVerdict.NotConfigured"/> mean that it was not
    /// stored; put it aside.
    /// </returns>
    /// <exception cref="ArgumentException">No adapter for the provider is registered.</exception>
    /// <remarks>When the store is away its exception comes through: leave the message in the queue.</remarks>
    public async Task<WebhookVerdict> TakeAsync(
        string provider, ReadOnlyMemory<byte> message, string endpoint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!_intake.Knows(provider))
        {
            throw new ArgumentException($"No adapter for the provider '{provider}' is registered.", nameof(provider));
        }

        var answer = await _intake.TakeTrustedAsync(provider, endpoint, message, cancellationToken).ConfigureAwait(false);
        return answer.Result switch
        {
            IntakeResult.Received or IntakeResult.Duplicate => WebhookVerdict.Accepted,
            IntakeResult.Ignored => WebhookVerdict.Ignored,
            IntakeResult.Quarantined => WebhookVerdict.Quarantined,
            IntakeResult.NotConfigured => WebhookVerdict.NotConfigured,
            _ => WebhookVerdict.Rejected,
        };
    }
}
