using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Checks all settings when the host starts, so that mistakes show then and not at the first click.</summary>
internal sealed class AffiliateOptionsValidator(
    ProgramSeeds seeds, IEnumerable<IAttributionModel> addedModels, IHostEnvironment? environment = null)
    : IValidateOptions<AffiliateOptions>
{
    public ValidateOptionsResult Validate(string? name, AffiliateOptions options)
    {
        var problems = Ranges(options)
            .Concat(Webhooks(options.Webhooks))
            .Concat(Retention(options.Retention))
            .Concat(Secrets(options))
            .Concat(seeds.All.SelectMany(ProgramRules.Problems))
            .Concat(Models())
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Models()
    {
        var models = new AttributionModels(addedModels);
        return seeds.All.Where(seed => models.Find(seed.Options.AttributionModel) is null).Select(seed =>
            $"Program '{seed.Key}': AttributionModel '{seed.Options.AttributionModel}' must be one of "
                + $"{string.Join(", ", models.Names)}; add others with AddAttributionModel.");
    }

    private static IEnumerable<string> Ranges(AffiliateOptions options) => new[]
    {
        Range(nameof(options.ClickQueueLimit), options.ClickQueueLimit, 100, 1_000_000),
        Range(nameof(options.ClickBatchLimit), options.ClickBatchLimit, 1, 10_000),
        Range(nameof(options.MaxAttempts), options.MaxAttempts, 1, 100),
        Enum.IsDefined(options.ClickDurability)
            ? null
            : $"AffiliateOptions.ClickDurability is {options.ClickDurability}; use Committed or Buffered.",
    }.OfType<string>();

    private static IEnumerable<string> Webhooks(WebhookOptions options)
    {
        var timeout = (int)options.Timeout.TotalSeconds;
        var problems = new[]
        {
            Range("Webhooks.Timeout (in seconds)", timeout, 1, 15),
            Range("Webhooks.RequestsPerEndpoint", options.RequestsPerEndpoint, 1, 16),
            Range("Webhooks.Requests", options.Requests, 1, 256),
            Enum.IsDefined(options.Schedule)
                ? null
                : $"AffiliateOptions.Webhooks.Schedule is {options.Schedule}; use Standard or LongOutage.",
        };
        return problems.OfType<string>()
            .Concat(options.AllowedPorts.Where(port => port is < 1 or > 65_535).Select(
                port => FormattableString.Invariant($"AffiliateOptions.Webhooks.AllowedPorts has {port}; ports are 1 to 65535.")))
            .Concat(options.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)).Select(
                network => $"AffiliateOptions.Webhooks.AllowedNetworks has '{network}'; write for example '10.20.0.0/16'."));
    }

    private static IEnumerable<string> Retention(RetentionOptions options) => new[]
    {
        Days(nameof(options.CallKeys), options.CallKeys, RetentionOptions.ShortestForCallKeys),
        Days(nameof(options.Clicks), options.Clicks, RetentionOptions.ShortestForClicks),
        Days(nameof(options.Deliveries), options.Deliveries, RetentionOptions.ShortestForDeliveries),
        Days(nameof(options.Events), options.Events, RetentionOptions.ShortestForEvents),
        Days(nameof(options.PaymentBodies), options.PaymentBodies, RetentionOptions.ShortestForPaymentBodies),
    }.OfType<string>();

    private static string? Days(string option, TimeSpan value, TimeSpan least) => value >= least && value <= RetentionOptions.Longest
        ? null
        : FormattableString.Invariant($"AffiliateOptions.Retention.{option} is {value}; it must be between {least.Days} and {RetentionOptions.Longest.Days} days.");

    private static string? Range(string option, int value, int least, int most) => value >= least && value <= most
        ? null
        : FormattableString.Invariant($"AffiliateOptions.{option} is {value}; it must be between {least} and {most}.");

    private IEnumerable<string> Secrets(AffiliateOptions options)
    {
        if (options.Secrets.Count == 0 && environment?.IsDevelopment() != true)
        {
            yield return "AffiliateOptions.Secrets is empty, and only the Development environment does without. "
                + "Make a secret with 'openssl rand -base64 32', keep it where every instance can read it, and add: "
                + "affiliate.Configure(o => o.Secrets[\"1\"] = builder.Configuration[\"Affiliate:Secret\"]!)";
        }

        foreach (var (keyId, secret) in options.Secrets)
        {
            if (!SecretText.IsValidKeyId(keyId))
            {
                yield return $"The key id '{keyId}' in AffiliateOptions.Secrets must have 1 to 32 letters, digits, "
                    + "'-', '_' and '.'; use for example '1'.";
            }

            if (string.IsNullOrWhiteSpace(secret))
            {
                yield return $"The secret '{keyId}' in AffiliateOptions.Secrets is empty: is the setting there that it is read from?"
                    + " Make a secret with 'openssl rand -base64 32'.";
            }
            else if (!SecretText.TryRead(secret, out _))
            {
                yield return $"The secret '{keyId}' in AffiliateOptions.Secrets is not 32 bytes in base64 or hex. "
                    + "Make one with 'openssl rand -base64 32'.";
            }
        }
    }
}
