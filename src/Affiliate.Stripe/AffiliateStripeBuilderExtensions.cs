using Affiliate;
using Affiliate.Stripe;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Stripe to the affiliate program.</summary>
public static class AffiliateStripeBuilderExtensions
{
    /// <summary>
    /// Takes Stripe's webhooks at <c>/webhooks/stripe</c> and makes sales of the payments they report.
    /// </summary>
    /// <remarks>
    /// Called several times, all settings apply in order. The settings are checked when the host starts.
    /// </remarks>
    public static AffiliateBuilder UseStripe(this AffiliateBuilder affiliate, Action<StripeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(affiliate);
        ArgumentNullException.ThrowIfNull(configure);
        affiliate.Services.AddOptions<StripeOptions>().Configure(configure).ValidateOnStart();
        affiliate.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<StripeOptions>, StripeOptionsValidator>());
        AddClient(affiliate.Services);
        affiliate.Services.TryAddSingleton<StripeApi>();
        affiliate.Services.TryAddSingleton<StripeFees>();
        affiliate.Services.TryAddSingleton<StripeCompletion>();
        affiliate.Services.TryAddSingleton<StripeLookup>();
        return affiliate.AddPaymentWebhook<StripeWebhook>().AddPaymentFetcher<StripeFetcher>();
    }

    /// <summary>
    /// Sends payouts of partners with a connected account as Stripe transfers: <see cref="PayoutDesk.SendAsync"/> with
    /// the provider <c>stripe</c>.
    /// </summary>
    /// <remarks>Each payout is sent once, also when the host crashes between Stripe's answer and its own record of it.</remarks>
    public static AffiliateBuilder UseStripePayouts(this AffiliateBuilder affiliate, Action<StripePayoutOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(affiliate);
        ArgumentNullException.ThrowIfNull(configure);
        affiliate.Services.AddOptions<StripePayoutOptions>().Configure(configure)
            .Validate(options => !string.IsNullOrWhiteSpace(options.ApiKey), "StripePayoutOptions.ApiKey is missing; set it to a key that may make transfers.")
            .Validate(
                options => options.ApiAddress.Scheme == Uri.UriSchemeHttps || options.ApiAddress.IsLoopback,
                "StripePayoutOptions.ApiAddress must be https.")
            .Validate(options => options.ApiRetries is >= 1 and <= 5, "StripePayoutOptions.ApiRetries must be 1 to 5.")
            .ValidateOnStart();
        AddClient(affiliate.Services);
        return affiliate.AddPayoutProvider<StripeTransfers>();
    }

    private static void AddClient(IServiceCollection services) => services.AddHttpClient(StripeApi.Client, ProviderHttp.Configure)
        .ConfigurePrimaryHttpMessageHandler(ProviderHttp.Handler)
        .RedactLoggedHeaders(static _ => true);
}
