using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Checks <see cref="AffiliateHttpOptions"/> when the host starts.</summary>
internal sealed class AffiliateHttpOptionsValidator : IValidateOptions<AffiliateHttpOptions>
{
    private const int MaxParameters = 10;
    private const int MaxParameterLength = 32;

    public ValidateOptionsResult Validate(string? name, AffiliateHttpOptions options)
    {
        var problems = new List<string>();
        if (options.CookieDomain is { } domain && !(WebHost.TryNormalize(domain, out _) && domain.Contains('.', StringComparison.Ordinal)))
        {
            problems.Add(
                $"AffiliateHttpOptions.CookieDomain '{domain}' is no domain; use for example 'example.com', without scheme and leading dot.");
        }

        if (string.IsNullOrWhiteSpace(options.PartnerUserClaim))
        {
            problems.Add("AffiliateHttpOptions.PartnerUserClaim is empty; name the claim with the user's identifier, for example 'sub'.");
        }

        if (options.MaxWebhookBytes is < 16 * 1024 or > 8 * 1024 * 1024)
        {
            problems.Add($"AffiliateHttpOptions.MaxWebhookBytes is {options.MaxWebhookBytes}; it must be 16 KiB to 8 MiB.");
        }

        if (options.CallsPerSecond is < 0 or > 100_000)
        {
            problems.Add($"AffiliateHttpOptions.CallsPerSecond is {options.CallsPerSecond}; it must be 0 to 100000.");
        }

        if (options.ReferralParameters.Count is 0 or > MaxParameters)
        {
            problems.Add($"AffiliateHttpOptions.ReferralParameters must have 1 to {MaxParameters} names.");
        }

        problems.AddRange(options.ReferralParameters.Where(parameter => !IsParameter(parameter)).Select(parameter =>
            $"AffiliateHttpOptions.ReferralParameters has '{parameter}'; use 1 to {MaxParameterLength} letters, digits, '-' and '_'."));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsParameter(string parameter) =>
        parameter is { Length: > 0 and <= MaxParameterLength }
        && parameter.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
