namespace Affiliate.Stripe;

/// <summary>How Stripe is asked. Needed by nothing but thin events, back-fills and reconciliation.</summary>
public sealed class StripeApiOptions
{
    /// <summary>A secret or restricted key that can read: <c>sk_…</c> or <c>rk_…</c>.</summary>
    /// <value>Default: none; Stripe is never asked.</value>
    public string? Key { get; set; }

    /// <summary>Where the API is.</summary>
    /// <value>Default: <c>https://api.stripe.com</c>.</value>
    public Uri BaseAddress { get; set; } = new("https://api.stripe.com");

    /// <summary>The version asked for, so that answers do not change when the account's version does.</summary>
    /// <value>Default: <c>2026-07-29.dahlia</c>.</value>
    public string Version { get; set; } = "2026-07-29.dahlia";

    /// <summary>How requests are repeated and given up.</summary>
    public ProviderHttpOptions Http { get; } = new();
}
