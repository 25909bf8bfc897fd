namespace Affiliate.Stripe;

/// <summary>One of several Stripe endpoints of a host: another account, a sandbox, or connected accounts.</summary>
public sealed class StripeEndpoint
{
    /// <summary>The endpoint's signing secret, shown by Stripe as <c>whsec_…</c>.</summary>
    /// <value>Default: none; see <see cref="StripeOptions.SigningSecret"/>.</value>
    public string? SigningSecret { get; set; }

    /// <summary>Further secrets of the endpoint: list the old and the new one while a secret is being rolled.</summary>
    /// <value>Default: empty.</value>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>The key that reads from the API for this endpoint; see <see cref="StripeOptions.ApiKey"/>.</summary>
    /// <value>Default: none; the key of another endpoint is never used.</value>
    public string? ApiKey { get; set; }

    /// <summary>Which of Stripe's modes counts here.</summary>
    /// <value>Default: <see langword="null"/>, as in <see cref="StripeOptions.Mode"/>.</value>
    public StripeMode? Mode { get; set; }

    /// <summary>Whose events count here.</summary>
    /// <value>Default: <see langword="null"/>, as in <see cref="StripeOptions.AcceptedAccounts"/>.</value>
    public StripeAccounts? AcceptedAccounts { get; set; }

    /// <summary>The Stripe account (<c>acct_…</c>) that the endpoint belongs to.</summary>
    /// <value>
    /// Default: <see langword="null"/>. Set it when the host serves several Stripe accounts, for example one for each
    /// tenant: what one account says is then never taken for the same payment as what another says.
    /// </value>
    public string? Account { get; set; }

    /// <summary>The id or key of the program of everything that arrives here, whatever the metadata says.</summary>
    /// <value>
    /// Default: <see langword="null"/>, what the metadata says, else <see cref="StripeOptions.DefaultProgram"/>.
    /// </value>
    public string? Program { get; set; }
}
