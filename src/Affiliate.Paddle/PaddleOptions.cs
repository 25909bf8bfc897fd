namespace Affiliate.Paddle;

/// <summary>What is taken from Paddle Billing, and how it is counted.</summary>
public sealed class PaddleOptions
{
    /// <summary>
    /// The secret key of the notification destination <c>/webhooks/paddle</c>, shown by Paddle as <c>pdl_ntfset_…</c>.
    /// </summary>
    /// <value>
    /// Default: none. Without any secret the endpoint answers 503, so that Paddle tries again once there is one. A
    /// blank secret stops the start.
    /// </value>
    public string? SigningSecret { get; set; }

    /// <summary>
    /// Further secrets of <c>/webhooks/paddle</c>: list the old and the new one while one is replaced.
    /// </summary>
    /// <value>Default: empty.</value>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>What the destination belongs to. No message says it itself.</summary>
    /// <value>Default: <see cref="PaddleMode.Live"/>.</value>
    public PaddleMode Mode { get; set; }

    /// <summary>
    /// Whether deliveries of Paddle's webhook simulator are taken by sandbox endpoints. Otherwise, and everywhere else,
    /// they are answered with 200 and have no effect.
    /// </summary>
    /// <value>Default: <see langword="false"/>. Without any sandbox endpoint it stops the start.</value>
    public bool AcceptSimulations { get; set; }

    /// <summary>How far the time in a signature may be from now, in both directions.</summary>
    /// <value>Between 5 seconds and 1 hour. Default: 5 minutes.</value>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Which part of a transaction earns commission.</summary>
    /// <value>Default: <see cref="PaddleBasis.NetOfTax"/>.</value>
    public PaddleBasis Basis { get; set; }

    /// <summary>Which event makes a transaction a sale.</summary>
    /// <value>Default: <see cref="PaddleSaleEvent.Completed"/>.</value>
    public PaddleSaleEvent CountOn { get; set; }

    /// <summary>
    /// Whether amounts are taken in the currency that Paddle pays out in, converted at Paddle's own rate, so that all
    /// sales have one currency.
    /// </summary>
    /// <value>Default: <see langword="false"/>, the currency that the customer paid in.</value>
    public bool SettleInPayoutCurrency { get; set; }

    /// <summary>
    /// Whether pending commissions of a subscription go into review when it is canceled (AH-21); a person decides then.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool ReviewCanceledSubscriptions { get; set; } = true;

    /// <summary>
    /// An API key (<c>pdl_live_apikey_…</c>, <c>pdl_sdbx_apikey_…</c>) that may read transactions, adjustments, subscriptions,
    /// customers and discounts: for back-fill and reconciliation. It is never logged.
    /// </summary>
    /// <value>Default: none, nothing is ever asked of Paddle. A key of the other environment stops the start.</value>
    public string? ApiKey { get; set; }

    /// <summary>Where Paddle's API is.</summary>
    /// <value>https, or a loopback address. Default: <see langword="null"/>, Paddle's own for the endpoint's mode.</value>
    public Uri? ApiAddress { get; set; }

    /// <summary>How long one try to read from the API may take.</summary>
    /// <value>Between 1 and 60 seconds. Default: 10 seconds.</value>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a try that got no clear answer is repeated at once.</summary>
    /// <value>Between 1 and 5. Default: 2.</value>
    public int ApiRetries { get; set; } = 2;

    /// <summary>The id or key of the program of payments whose custom data names none.</summary>
    /// <value>Default: <see langword="null"/>, the installation's default program.</value>
    public string? DefaultProgram { get; set; }

    /// <summary>Further endpoints <c>/webhooks/paddle/{name}</c> by name, each with secrets of its own.</summary>
    /// <value>
    /// Names have 1 to 64 lower-case letters, digits, <c>-</c> and <c>_</c>; <c>default</c> is the endpoint without a
    /// name. Default: empty.
    /// </value>
    public IDictionary<string, PaddleEndpoint> Endpoints { get; } =
        new Dictionary<string, PaddleEndpoint>(StringComparer.Ordinal);
}

/// <summary>Paddle's two environments.</summary>
public enum PaddleMode
{
    /// <summary>Real money.</summary>
    Live,

    /// <summary>The sandbox. What comes from there is kept apart and never becomes payable.</summary>
    Sandbox,
}

/// <summary>Which part of a transaction earns commission.</summary>
public enum PaddleBasis
{
    /// <summary>What the customer paid, less tax, discounts and credit.</summary>
    NetOfTax,

    /// <summary>What the seller earns: less Paddle's fee too.</summary>
    Earnings,
}

/// <summary>Which event makes a transaction a sale.</summary>
public enum PaddleSaleEvent
{
    /// <summary><c>transaction.completed</c>, which knows fees, earnings and the subscription.</summary>
    Completed,

    /// <summary><c>transaction.paid</c>, a little earlier; what it lacks is waited for.</summary>
    Paid,
}
