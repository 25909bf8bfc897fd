using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>Stops the start when the settings cannot be meant.</summary>
internal sealed class StripeOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<StripeOptions>
{
    private const int MaxNameLength = 64;

    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        List<string> errors = [.. General(options), .. NamesAndAccounts(options), .. Secrets(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> General(StripeOptions options)
    {
        if (options.Tolerance < TimeSpan.FromSeconds(30) || options.Tolerance > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.Tolerance)} is {options.Tolerance}; "
                + "it must be between 30 seconds and 1 hour.";
        }

        if (options.BookTestModeAsLive && environment?.IsDevelopment() != true)
        {
            yield return $"{nameof(StripeOptions)}.{nameof(StripeOptions.BookTestModeAsLive)} makes payable money of "
                + "test payments and is for the Development environment only; remove it.";
        }
    }

    private static IEnumerable<string> NamesAndAccounts(StripeOptions options)
    {
        foreach (var (name, endpoint) in options.Endpoints)
        {
            if (name.Length is 0 or > MaxNameLength
                || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
            {
                yield return $"The Stripe endpoint name '{name}' must have 1 to {MaxNameLength} lower-case letters, "
                    + "digits, '-' and '_'.";
            }

            if (endpoint.Account is { } account && !StripeEvent.IsAccount(account))
            {
                yield return $"'{account}' of the Stripe endpoint '{name}' is not an account; it must start with "
                    + "'acct_'.";
            }
        }

        foreach (var account in options.ListedAccounts.Where(account => !StripeEvent.IsAccount(account)))
        {
            yield return $"'{account}' in {nameof(StripeOptions)}.{nameof(StripeOptions.ListedAccounts)} is not an "
                + "account; it must start with 'acct_'.";
        }

        if (EndpointSettings.Of(options).Values.Any(endpoint => endpoint.Accounts == StripeAccounts.Listed)
            != options.ListedAccounts.Count > 0)
        {
            yield return $"{nameof(StripeAccounts)}.{nameof(StripeAccounts.Listed)} and {nameof(StripeOptions)}."
                + $"{nameof(StripeOptions.ListedAccounts)} go together; set both or neither.";
        }
    }

    private static IEnumerable<string> Secrets(StripeOptions options)
    {
        var endpoints = EndpointSettings.Of(options);
        foreach (var (name, endpoint) in endpoints)
        {
            if (endpoint.Secrets.Any(secret => secret.Length == 0 || secret.Trim() != secret))
            {
                yield return $"A Stripe signing secret of the endpoint '{name}' is empty or has blanks around it; copy "
                    + "the whole 'whsec_…' value, or leave it out.";
            }
        }

        // The command line tool signs for all endpoints alike, so one secret at two of them is normal, but not across
        // programs: whoever holds it could speak for the other program.
        var shared = endpoints
            .SelectMany(item => item.Value.Secrets.Distinct().Select(secret => (Secret: secret, item.Key, item.Value)))
            .GroupBy(item => item.Secret, item => (item.Key, item.Value.Program, item.Value.OwnAccount))
            .FirstOrDefault(group => group.DistinctBy(item => (item.Program, item.OwnAccount)).Count() > 1);
        if (shared is not null)
        {
            var names = string.Join(", ", shared.Select(item => $"'{item.Key}'"));
            yield return $"The Stripe endpoints {names} belong to different programs or accounts but have the same "
                + "signing secret; give each its own.";
        }
    }
}
