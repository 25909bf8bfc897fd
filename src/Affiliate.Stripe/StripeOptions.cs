namespace Affiliate.Stripe;

/// <summary>What is taken from Stripe, and how it is counted.</summary>
public sealed class StripeOptions
{
    /// <summary>The signing secret of <c>/webhooks/stripe</c>, shown by Stripe as <c>whsec_…</c>.</summary>
    /// <value>
    /// Default: none. Without any secret the endpoint answers 503, so that Stripe tries again once there is one. A
    /// blank secret stops the start.
    /// </value>
    public string? SigningSecret { get; set; }

    /// <summary>
    /// Further secrets of <c>/webhooks/stripe</c>: list the old and the new one while a secret is being rolled.
    /// </summary>
    /// <value>Default: empty.</value>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>
    /// Which of Stripe's modes counts. Events of the other mode are answered with 200 and leave no trace.
    /// </summary>
    /// <value>Default: <see cref="StripeMode.Live"/>.</value>
    public StripeMode Mode { get; set; }

    /// <summary>
    /// Takes test mode events too and books them as if they were live: for trying things out on one's own machine.
    /// </summary>
    /// <value>Default: <see langword="false"/>. Anywhere but in the Development environment it stops the start.</value>
    public bool BookTestModeAsLive { get; set; }

    /// <summary>How far the time in a signature may be from now, in both directions.</summary>
    /// <value>Between 30 seconds and 1 hour. Default: 5 minutes.</value>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whose events count. Those of other accounts are answered with 200 and leave no trace.</summary>
    /// <value>Default: <see cref="StripeAccounts.Own"/>.</value>
    public StripeAccounts AcceptedAccounts { get; set; }

    /// <summary>The connected accounts (<c>acct_…</c>) that <see cref="StripeAccounts.Listed"/> takes.</summary>
    /// <value>Default: empty.</value>
    public IList<string> ListedAccounts { get; } = [];

    /// <summary>Whether shipping earns commission. Tax never does.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IncludeShipping { get; set; }

    /// <summary>Whether tips earn commission; only bare payment intents tell them.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IncludeTips { get; set; }

    /// <summary>
    /// Whether any <c>client_reference_id</c> in the form of a slug names the partner (AH-19). Otherwise only those with the
    /// prefix <c>aff_</c> do, so that a host can keep its own use of it.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool ClientReferenceIsPartner { get; set; }

    /// <summary>
    /// Whether succeeded payment intents without session and invoice are sales: for hosts that charge without either.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool TrackPaymentIntents { get; set; }

    /// <summary>How long a bare payment intent waits for a session or an invoice to claim it.</summary>
    /// <value>Between 1 second and 3 days. Default: 10 minutes.</value>
    public TimeSpan CandidateDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether the commission on an invoice stays on hold until Stripe says that it collected the money; one that was marked
    /// paid by hand then waits for a person.
    /// </summary>
    /// <value>Default: <see langword="false"/>, the merchant was paid.</value>
    public bool RequireCollectedPayment { get; set; }

    /// <summary>Whether a dispute takes the commission once the funds were withdrawn, not only once it is lost.</summary>
    /// <remarks>For every payment of this endpoint; <see cref="AffiliateProgram.ReversesDisputesAtOnce"/> says it for one program.</remarks>
    /// <value>Default: <see langword="false"/>, it is on hold until the dispute is closed.</value>
    public bool ReverseDisputesAtOnce { get; set; }

    /// <summary>Whether an early fraud warning puts the commission on hold while there is something to do about it.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool HoldOnFraudWarnings { get; set; } = true;

    /// <summary>
    /// Whether the trial of a subscription is a lead of its customer, named <see cref="TrialStarted.LeadName"/>: plans may pay for it.
    /// </summary>
    /// <value>Default: <see langword="false"/>, the first paid invoice is what counts.</value>
    public bool LeadOnTrial { get; set; }

    /// <summary>Whether pending commissions of a subscription go into review when it is canceled.</summary>
    /// <value>Default: <see langword="false"/>, past sales stand.</value>
    public bool ReviewCanceledSubscriptions { get; set; }

    /// <summary>
    /// A secret or restricted key (<c>sk_…</c>, <c>rk_…</c>) that may read events, invoices, charges, refunds, disputes, credit
    /// notes, checkout sessions and promotion codes: for thin events, back-fill and reconciliation. It is never logged.
    /// </summary>
    /// <value>
    /// Default: none, nothing is ever asked of Stripe. A test key with <see cref="StripeMode.Live"/> or a live key with
    /// <see cref="StripeMode.Test"/> stops the start.
    /// </value>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether what Stripe keeps of each payment is looked up (<see cref="Payment.Fee"/>), for plans that pay of the net of fees. Needs
    /// <see cref="ApiKey"/>, at this endpoint or each of its own; payments are recorded a moment later then, by the worker.
    /// </summary>
    /// <remarks>A fee that Stripe does not tell after four tries counts as none.</remarks>
    /// <value>Default: <see langword="false"/>; then Stripe's payments have no fee.</value>
    public bool ReadFees { get; set; }

    /// <summary>Where Stripe's API is.</summary>
    /// <value>https, or a loopback address. Default: <c>https://api.stripe.com</c>.</value>
    public Uri ApiAddress { get; set; } = new("https://api.stripe.com");

    /// <summary>How long one try to read from the API may take.</summary>
    /// <value>Between 1 and 60 seconds. Default: 10 seconds.</value>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a try that got no clear answer is repeated at once.</summary>
    /// <value>Between 1 and 5. Default: 2.</value>
    public int ApiRetries { get; set; } = 2;

    /// <summary>The id or key of the program of payments whose metadata names none.</summary>
    /// <value>Default: <see langword="null"/>, the installation's default program.</value>
    public string? DefaultProgram { get; set; }

    /// <summary>Further endpoints <c>/webhooks/stripe/{name}</c> by name, each with secrets of its own.</summary>
    /// <value>Names have 1 to 64 lower-case letters, digits, <c>-</c> and <c>_</c>. Default: empty.</value>
    public IDictionary<string, StripeEndpoint> Endpoints { get; } =
        new Dictionary<string, StripeEndpoint>(StringComparer.Ordinal);
}

/// <summary>Stripe's two worlds.</summary>
public enum StripeMode
{
    /// <summary>Real money.</summary>
    Live,

    /// <summary>Test mode and sandboxes. What comes from there is kept apart and never becomes payable.</summary>
    Test,
}

/// <summary>Whose events an endpoint takes.</summary>
public enum StripeAccounts
{
    /// <summary>Only those of the account itself.</summary>
    Own,

    /// <summary>Those of the account itself and of the connected accounts listed.</summary>
    Listed,

    /// <summary>Those of every connected account too.</summary>
    Any,
}
