using Microsoft.Extensions.Options;

namespace Affiliate.Paddle;

/// <summary>Stops the start when the settings cannot be meant.</summary>
internal sealed class PaddleOptionsValidator : IValidateOptions<PaddleOptions>
{
    public ValidateOptionsResult Validate(string? name, PaddleOptions options)
    {
        List<string> errors = [.. FindErrors(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
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
