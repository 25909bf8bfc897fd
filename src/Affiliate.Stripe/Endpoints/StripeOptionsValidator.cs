using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>Stops the start when the settings cannot be meant.</summary>
internal sealed class StripeOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<StripeOptions>
{
    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        List<string> errors = [.. General(options), .. Accounts(options), .. Endpoints(options)];
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
