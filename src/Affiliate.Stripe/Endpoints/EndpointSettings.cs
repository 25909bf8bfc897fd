namespace Affiliate.Stripe;

/// <summary>What holds at one endpoint once the options are put together.</summary>
internal sealed record EndpointSettings(
    IReadOnlyList<string> Secrets, StripeMode Mode, StripeAccounts Accounts, string? OwnAccount, string? Program)
{
    /// <summary>The settings of every endpoint by name; the unnamed one is the empty name.</summary>
    public static Dictionary<string, EndpointSettings> Of(StripeOptions options)
    {
        var settings = options.Endpoints.ToDictionary(
            endpoint => endpoint.Key,
            endpoint => new EndpointSettings(
                ProviderEndpoints.Secrets(endpoint.Value.SigningSecret, endpoint.Value.SigningSecrets),
                endpoint.Value.Mode ?? options.Mode,
                endpoint.Value.AcceptedAccounts ?? options.AcceptedAccounts,
                endpoint.Value.Account,
                endpoint.Value.Program),
            StringComparer.Ordinal);
        settings[""] = new EndpointSettings(
            ProviderEndpoints.Secrets(options.SigningSecret, options.SigningSecrets),
            options.Mode,
            options.AcceptedAccounts,
            null,
            null);
        return settings;
    }
}
