namespace Affiliate.Stripe;

/// <summary>What holds at one endpoint once the options are put together.</summary>
internal sealed record EndpointSettings(
    IReadOnlyList<string> Secrets, string? ApiKey, StripeMode Mode, StripeAccounts Accounts, string? OwnAccount, string? Program)
{
    /// <summary>Which of Stripe's modes the key reads; a key that does not say it is of the endpoint's mode.</summary>
    public bool IsLiveKey => ApiKey?.Contains("_test_", StringComparison.Ordinal) != true && Mode == StripeMode.Live;

    /// <summary>The settings of every endpoint by name; the unnamed one is the empty name.</summary>
    public static Dictionary<string, EndpointSettings> Of(StripeOptions options)
    {
        var settings = options.Endpoints.ToDictionary(
            endpoint => endpoint.Key,
            endpoint => new EndpointSettings(
                ProviderEndpoints.Secrets(endpoint.Value.SigningSecret, endpoint.Value.SigningSecrets),
                endpoint.Value.ApiKey,
                endpoint.Value.Mode ?? options.Mode,
                endpoint.Value.AcceptedAccounts ?? options.AcceptedAccounts,
                endpoint.Value.Account,
                endpoint.Value.Program),
            StringComparer.Ordinal);
        settings[""] = new EndpointSettings(
            ProviderEndpoints.Secrets(options.SigningSecret, options.SigningSecrets),
            options.ApiKey,
            options.Mode,
            options.AcceptedAccounts,
            null,
            null);
        return settings;
    }
}
