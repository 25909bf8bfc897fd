using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>Stops the start when the settings cannot be meant.</summary>
internal sealed class StripeOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<StripeOptions>
{
    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        List<string> errors = [.. General(options), .. Api(options), .. Accounts(options), .. Endpoints(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> General(StripeOptions options)
    {
        if (options.Tolerance < TimeSpan.FromSeconds(30) || options.Tolerance > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.Tolerance)} is {options.Tolerance}; "
                + "it must be between 30 seconds and 1 hour.";
        }

        if (options.CandidateDelay < TimeSpan.FromSeconds(1) || options.CandidateDelay > TimeSpan.FromDays(3))
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.CandidateDelay)} is {options.CandidateDelay}; "
                + "it must be between 1 second and 3 days.";
        }

        if (options.BookTestModeAsLive && environment?.IsDevelopment() != true)
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.BookTestModeAsLive)} makes payable money of "
                + "test payments and is for the Development environment only; remove it.";
        }
    }

    private static IEnumerable<string> Api(StripeOptions options)
    {
        foreach (var (name, endpoint) in EndpointSettings.Of(options))
        {
            if (endpoint.ApiKey is { } blank && (blank.Length == 0 || blank.Trim() != blank))
            {
                yield return $"The Stripe API key of the endpoint '{name}' is empty or has blanks around it; copy the whole value, "
                    + "or leave it out.";
            }
            else if (endpoint.ApiKey is { } key && endpoint.Mode == StripeMode.Live && IsOf(key, "_test_") && !options.BookTestModeAsLive)
            {
                yield return $"The Stripe API key of the endpoint '{name}' is a test key, but the endpoint takes live events; set "
                    + "the live key, or the mode to Test.";
            }
            else if (endpoint.ApiKey is { } live && endpoint.Mode == StripeMode.Test && IsOf(live, "_live_"))
            {
                yield return $"The Stripe API key of the endpoint '{name}' is a live key, but the endpoint takes test events; set "
                    + "the test key.";
            }
        }

        if (options.ApiAddress is not { IsAbsoluteUri: true } address || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.ApiAddress)} must be https.";
        }

        if (options.ApiTimeout < TimeSpan.FromSeconds(1) || options.ApiTimeout > TimeSpan.FromMinutes(1) || options.ApiRetries is < 1 or > 5)
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.ApiTimeout)} must be 1 to 60 seconds, and "
                + $"{nameof(StripeOptions.ApiRetries)} 1 to 5.";
        }
    }

    private static bool IsOf(string key, string mode) => key.Contains(mode, StringComparison.Ordinal);

    private static IEnumerable<string> Accounts(StripeOptions options)
    {
        var accounts = options.Endpoints.Values.Select(endpoint => endpoint.Account).Concat(options.ListedAccounts);
        foreach (var account in accounts.Where(account => account is not null && !StripeEvent.IsAccount(account)))
        {
            yield return $"'{account}' is not a Stripe account; it must start with 'acct_'.";
        }

        if (EndpointSettings.Of(options).Values.Any(endpoint => endpoint.Accounts == StripeAccounts.Listed)
            != options.ListedAccounts.Count > 0)
        {
            yield return $"{nameof(StripeAccounts)}.{nameof(StripeAccounts.Listed)} and {nameof(StripeOptions)}."
                + $"{nameof(StripeOptions.ListedAccounts)} go together; set both or neither.";
        }
    }

    private static IEnumerable<string> Endpoints(StripeOptions options)
    {
        var endpoints = EndpointSettings.Of(options);
        var secrets = endpoints.ToDictionary(endpoint => endpoint.Key, endpoint => endpoint.Value.Secrets);
        foreach (var error in ProviderEndpoints.FindErrors("Stripe", options.Endpoints.Keys, secrets))
        {
            yield return error;
        }

        // The command line tool signs for all endpoints alike, so one secret at two of them is normal, but not across
        // programs or accounts: whoever holds it could speak for the other one.
        foreach (var sharers in ProviderEndpoints.FindSharers(secrets).Where(names =>
            names.DistinctBy(name => (endpoints[name].Program, endpoints[name].OwnAccount)).Count() > 1))
        {
            yield return $"The Stripe endpoints '{string.Join("', '", sharers)}' belong to different programs or "
                + "accounts but have the same signing secret; give each its own.";
        }
    }
}
