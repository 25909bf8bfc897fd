namespace Affiliate;

/// <summary>How calls to a payment provider's API are repeated and given up.</summary>
public sealed class ProviderHttpOptions
{
    /// <summary>How long one attempt may take.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is repeated after a time-out, a lost connection, 429 or 5xx.</summary>
    /// <value>Default: 4.</value>
    public int MaxRetryAttempts { get; set; } = 4;

    /// <summary>The first pause; each further one is twice as long, all with jitter. A provider's <c>Retry-After</c> goes first.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also when the provider asks for a longer one: the work is taken up again later then.</summary>
    /// <value>Default: 20 seconds.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long nothing is asked once at least half of ten calls or more have failed within half a minute.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(30);
}
