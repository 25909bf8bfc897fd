namespace Affiliate;

/// <summary>
/// Asks a payment provider. Optional: everything works with webhooks alone; with it, messages that only name an object are
/// completed, and what the provider remembers can be read again.
/// </summary>
public interface IPaymentFetcher
{
    /// <summary>The provider, as in <see cref="IPaymentWebhook.Provider"/>.</summary>
    string Provider { get; }

    /// <summary>Whether the endpoint has what asking needs, for example an API key.</summary>
    /// <param name="endpoint">The named endpoint; empty for the unnamed one.</param>
    bool CanFetch(string endpoint);

    /// <summary>Completes a message that was <see cref="WebhookVerdict.Incomplete"/>.</summary>
    /// <param name="endpoint">The named endpoint that took it.</param>
    /// <param name="body">The message as it was stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A message that <see cref="IPaymentWebhook.ReadStored"/> accepts.</returns>
    /// <exception cref="PaymentFetchException">The provider did not answer, or not as expected; it is tried again later.</exception>
    Task<ReadOnlyMemory<byte>> CompleteAsync(
        string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Reads a page of what the provider remembers, as messages that <see cref="IPaymentWebhook.ReadStored"/> accepts.</summary>
    /// <remarks>The same object in the same state gives a message with the same event id, so that reading twice has one effect.</remarks>
    /// <exception cref="PaymentFetchException">The provider did not answer, or not as expected; it is tried again later.</exception>
    Task<PaymentHistoryPage> ReadHistoryAsync(PaymentHistoryRequest request, CancellationToken cancellationToken);
}

/// <summary>Which part of what a provider remembers is wanted.</summary>
/// <param name="Endpoint">The named endpoint, whose account is read; empty for the unnamed one.</param>
/// <param name="From">The earliest moment that counts.</param>
/// <param name="To">The latest moment that counts.</param>
/// <param name="Cursor">Where the page before ended; <see langword="null"/> for the first one.</param>
public sealed record PaymentHistoryRequest(
    string Endpoint, DateTimeOffset From, DateTimeOffset To, string? Cursor);

/// <summary>A page of what a provider remembers.</summary>
/// <param name="Messages">Bodies that <see cref="IPaymentWebhook.ReadStored"/> accepts.</param>
/// <param name="Next">Where the next page begins, at most 500 characters; <see langword="null"/> after the last one.</param>
public sealed record PaymentHistoryPage(IReadOnlyList<ReadOnlyMemory<byte>> Messages, string? Next);

/// <summary>A payment provider did not answer, or not as expected. Nothing was changed.</summary>
public sealed class PaymentFetchException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public PaymentFetchException()
        : this("The payment provider did not answer as expected.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public PaymentFetchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public PaymentFetchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
