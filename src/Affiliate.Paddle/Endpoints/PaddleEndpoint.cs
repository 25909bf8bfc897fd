namespace Affiliate.Paddle;

/// <summary>One of several Paddle notification destinations of a host: another account, or the sandbox.</summary>
public sealed class PaddleEndpoint
{
    /// <summary>The destination's secret key, shown by Paddle as <c>pdl_ntfset_…</c>.</summary>
    /// <value>Default: none; see <see cref="PaddleOptions.SigningSecret"/>.</value>
    public string? SigningSecret { get; set; }

    /// <summary>Further secrets of the endpoint: list the old and the new one while one is replaced.</summary>
    /// <value>Default: empty.</value>
    public IList<string> SigningSecrets { get; } = [];

    /// <summary>The key that reads from the API for this endpoint; see <see cref="PaddleOptions.ApiKey"/>.</summary>
    /// <value>Default: none; the key of another endpoint is never used.</value>
    public string? ApiKey { get; set; }

    /// <summary>What the destination belongs to.</summary>
    /// <value>Default: <see langword="null"/>, as in <see cref="PaddleOptions.Mode"/>.</value>
    public PaddleMode? Mode { get; set; }

    /// <summary>The id or key of the program of everything that arrives here, whatever the custom data says.</summary>
    /// <value>
    /// Default: <see langword="null"/>, what the custom data says, else <see cref="PaddleOptions.DefaultProgram"/>.
    /// </value>
    public string? Program { get; set; }
}
