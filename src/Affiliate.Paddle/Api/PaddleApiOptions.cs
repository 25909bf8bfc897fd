namespace Affiliate.Paddle;

/// <summary>How Paddle is asked. Needed by nothing but back-fills and reconciliation.</summary>
public sealed class PaddleApiOptions
{
    /// <summary>An API key that can read: <c>pdl_live_apikey_…</c> or <c>pdl_sdbx_apikey_…</c>.</summary>
    /// <value>Default: none; Paddle is never asked.</value>
    public string? Key { get; set; }

    /// <summary>Where the API is.</summary>
    /// <value>
    /// Default: <see langword="null"/>, <c>https://api.paddle.com</c> for live endpoints and
    /// <c>https://sandbox-api.paddle.com</c> for sandbox ones.
    /// </value>
    public Uri? BaseAddress { get; set; }

    /// <summary>How requests are repeated and given up.</summary>
    public ProviderHttpOptions Http { get; } = new();
}
