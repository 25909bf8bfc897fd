namespace Affiliate;

/// <summary>
/// Reads from a payment provider what its webhooks should have told: implemented by the Stripe and Paddle adapters once they
/// have an API key, or by a host for its own provider. Everything works without; see <see cref="PaymentBackfill"/> for what
/// it is good for.
/// </summary>
/// <remarks>
/// What is read comes as messages that the provider's <see cref="IPaymentWebhook.ReadStored"/> understands, so that webhook
/// and look-up are one path and count once. The same object in the same state should come with the same event id.
/// </remarks>
public interface IPaymentFetcher
{
    /// <summary>The name of the provider: that of its <see cref="IPaymentWebhook"/>.</summary>
    string Provider { get; }

    /// <summary>The endpoints that it can read for; the empty name is the unnamed one.</summary>
    IReadOnlyCollection<string> Endpoints { get; }

    /// <summary>Reads one page of what happened in a time.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaymentFetchException">The provider did not answer, or not in a way that can be used.</exception>
    Task<FetchedPage> ListAsync(FetchQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Completes a message that <see cref="WebhookReading.Lacks"/> something: looks it up and returns the message as if the
    /// provider had sent it all. Default: there is nothing to look up.
    /// </summary>
    /// <param name="endpoint">The endpoint that took the message.</param>
    /// <param name="body">The message as it was stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The complete message; <see langword="null"/> when the provider no longer knows what it is about.</returns>
    /// <exception cref="PaymentFetchException">The provider did not answer, or not in a way that can be used.</exception>
    Task<ReadOnlyMemory<byte>?> CompleteAsync(
        string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(null);

    /// <summary>
    /// Looks up what the provider knows of a purchase or a coupon by one of its references, such as
    /// <c>stripe:live:self:pi_1…</c>. Default: nothing.
    /// </summary>
    /// <param name="endpoint">The endpoint whose key is used; a reference of another one's world finds nothing.</param>
    /// <param name="reference">The reference, as <see cref="PaymentFact"/>s name it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaymentFetchException">The provider did not answer, or not in a way that can be used.</exception>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        string endpoint, string reference, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]);
}

/// <summary>What to read from a provider.</summary>
/// <param name="Endpoint">The endpoint whose key is used; empty for the unnamed one.</param>
/// <param name="From">The beginning of the time, inclusive.</param>
/// <param name="To">Its end, inclusive.</param>
/// <param name="Cursor"><see langword="null"/> for the first page, then what the page before said.</param>
public sealed record FetchQuery(string Endpoint, DateTimeOffset From, DateTimeOffset To, string? Cursor);

/// <summary>One page of what a provider knows.</summary>
/// <param name="Messages">The messages, in any order.</param>
/// <param name="Next">
/// Where the next page begins: at most 500 characters that only the fetcher understands; <see langword="null"/> after the
/// last page. It must hold for days, so that reading can go on after a restart.
/// </param>
public sealed record FetchedPage(IReadOnlyList<ReadOnlyMemory<byte>> Messages, string? Next);
