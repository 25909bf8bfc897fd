namespace Affiliate.Paddle;

/// <summary>What holds at one endpoint once the options are put together.</summary>
/// <param name="Scope">The world that ids are unique in: Paddle's messages do not tell live from sandbox.</param>
/// <param name="Secrets">The secrets in use.</param>
/// <param name="ApiKey">The key that reads from the API, if there is one.</param>
/// <param name="Mode">What the endpoint belongs to.</param>
/// <param name="Program">The program of everything that arrives here.</param>
internal sealed record EndpointSettings(
    string Scope, IReadOnlyList<string> Secrets, string? ApiKey, PaddleMode Mode, string? Program)
{
    /// <summary>The scope of the endpoint without a name.</summary>
    public const string Unnamed = "default";

    /// <summary>The settings of every endpoint by name; the unnamed one is the empty name.</summary>
    public static Dictionary<string, EndpointSettings> Of(PaddleOptions options)
    {
        var settings = options.Endpoints.ToDictionary(
            endpoint => endpoint.Key,
            endpoint => new EndpointSettings(
                endpoint.Key,
                ProviderEndpoints.Secrets(endpoint.Value.SigningSecret, endpoint.Value.SigningSecrets),
                endpoint.Value.ApiKey,
                endpoint.Value.Mode ?? options.Mode,
                endpoint.Value.Program),
            StringComparer.Ordinal);
        settings[""] = new EndpointSettings(
            Unnamed, ProviderEndpoints.Secrets(options.SigningSecret, options.SigningSecrets), options.ApiKey, options.Mode,
            null);
        return settings;
    }
}
