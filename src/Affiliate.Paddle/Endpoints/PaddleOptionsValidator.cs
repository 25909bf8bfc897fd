using Microsoft.Extensions.Options;

namespace Affiliate.Paddle;

/// <summary>Stops the start when the settings cannot be meant.</summary>
internal sealed class PaddleOptionsValidator : IValidateOptions<PaddleOptions>
{
    public ValidateOptionsResult Validate(string? name, PaddleOptions options)
    {
        List<string> errors = [.. FindErrors(options), .. FindApiErrors(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> FindApiErrors(PaddleOptions options)
    {
        foreach (var (name, endpoint) in EndpointSettings.Of(options).Where(endpoint => endpoint.Value.ApiKey is not null))
        {
            var key = endpoint.ApiKey!;
            if (key.Length == 0 || key.Trim() != key)
            {
                yield return $"The Paddle API key of the endpoint '{name}' is empty or has blanks around it; copy the whole value, "
                    + "or leave it out.";
            }
            else if (key.StartsWith(endpoint.Mode == PaddleMode.Live ? "pdl_sdbx_" : "pdl_live_", StringComparison.Ordinal))
            {
                yield return $"The Paddle API key of the endpoint '{name}' is of the other environment; set one of "
                    + $"{endpoint.Mode}, or correct the mode.";
            }
        }

        if (options.ApiAddress is { } address && (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)))
        {
            yield return $"{nameof(PaddleOptions)}.{nameof(PaddleOptions.ApiAddress)} must be https.";
        }

        if (options.ApiTimeout < TimeSpan.FromSeconds(1) || options.ApiTimeout > TimeSpan.FromMinutes(1) || options.ApiRetries is < 1 or > 5)
        {
            yield return $"{nameof(PaddleOptions)}.{nameof(PaddleOptions.ApiTimeout)} must be 1 to 60 seconds, and "
                + $"{nameof(PaddleOptions.ApiRetries)} 1 to 5.";
        }
    }

    private static IEnumerable<string> FindErrors(PaddleOptions options)
    {
        var endpoints = EndpointSettings.Of(options);
        var secrets = endpoints.ToDictionary(endpoint => endpoint.Key, endpoint => endpoint.Value.Secrets);
        foreach (var error in ProviderEndpoints.FindErrors("Paddle", options.Endpoints.Keys, secrets))
        {
            yield return error;
        }

        // The secret is all that tells one environment from the other.
        foreach (var sharers in ProviderEndpoints.FindSharers(secrets))
        {
            yield return $"The Paddle endpoints '{string.Join("', '", sharers)}' have the same signing secret; give "
                + "each its own.";
        }

        if (options.Endpoints.ContainsKey(EndpointSettings.Unnamed))
        {
            yield return $"The Paddle endpoint name '{EndpointSettings.Unnamed}' is that of the endpoint without a "
                + "name; choose another.";
        }

        if (options.Tolerance < TimeSpan.FromSeconds(5) || options.Tolerance > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(PaddleOptions)}.{nameof(PaddleOptions.Tolerance)} is {options.Tolerance}; "
                + "it must be between 5 seconds and 1 hour.";
        }

        if (options.AcceptSimulations && endpoints.Values.All(endpoint => endpoint.Mode != PaddleMode.Sandbox))
        {
            yield return $"{nameof(PaddleOptions)}.{nameof(PaddleOptions.AcceptSimulations)} is for sandbox endpoints "
                + "and there is none; set a mode or remove it.";
        }
    }
}
