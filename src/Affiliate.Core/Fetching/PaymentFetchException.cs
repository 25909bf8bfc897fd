namespace Affiliate;

/// <summary>
/// A payment provider did not answer a look-up, or not in a way that can be used. The message never contains the key.
/// </summary>
public sealed class PaymentFetchException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public PaymentFetchException()
        : this("The payment provider could not be read.")
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

    /// <summary>
    /// Whether asking again would not help: a refused key, for example. Default: <see langword="false"/>, the same may be
    /// asked again later.
    /// </summary>
    public bool IsFinal { get; init; }

    /// <summary>How long the provider wants to be left alone; <see langword="null"/> when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
