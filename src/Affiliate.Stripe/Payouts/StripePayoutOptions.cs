namespace Affiliate.Stripe;

/// <summary>How payouts are sent as transfers to connected accounts (Stripe Connect).</summary>
public sealed class StripePayoutOptions
{
    /// <summary>
    /// The secret or restricted key (<c>sk_…</c>, <c>rk_…</c>) of the platform; it must be allowed to make transfers. Not that of
    /// <see cref="StripeOptions.ApiKey"/>, which only reads. It is never logged.
    /// </summary>
    /// <value>Required: without it the host does not start.</value>
    public string ApiKey { get; set; } = "";

    /// <summary>Where Stripe's API is.</summary>
    /// <value>https, or a loopback address. Default: <c>https://api.stripe.com</c>.</value>
    public Uri ApiAddress { get; set; } = new("https://api.stripe.com");

    /// <summary>How long one try may take; then it is asked again with the same idempotency key.</summary>
    /// <value>Default: 12 seconds.</value>
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often a try that got no clear answer is repeated at once, before the work queue tries again later.</summary>
    /// <value>Between 1 and 5. Default: 2.</value>
    public int ApiRetries { get; set; } = 2;

    /// <summary>The pause before the first repeat; it doubles.</summary>
    /// <value>Default: 500 milliseconds.</value>
    public TimeSpan ApiRetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);
}
