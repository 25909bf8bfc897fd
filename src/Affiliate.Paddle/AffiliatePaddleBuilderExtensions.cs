using Affiliate;
using Affiliate.Paddle;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Paddle to the affiliate program.</summary>
public static class AffiliatePaddleBuilderExtensions
{
    /// <summary>
    /// Takes Paddle Billing's webhooks at <c>/webhooks/paddle</c> and makes sales of the payments they report.
    /// </summary>
    /// <remarks>
    /// Called several times, all settings apply in order. The settings are checked when the host starts.
    /// </remarks>
    public static AffiliateBuilder UsePaddle(this AffiliateBuilder affiliate, Action<PaddleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(affiliate);
        ArgumentNullException.ThrowIfNull(configure);
        affiliate.Services.AddOptions<PaddleOptions>().Configure(configure).ValidateOnStart();
        affiliate.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PaddleOptions>, PaddleOptionsValidator>());
        affiliate.Services.AddHttpClient(PaddleApi.Client, ProviderHttp.Configure)
            .ConfigurePrimaryHttpMessageHandler(ProviderHttp.Handler)
            .RedactLoggedHeaders(static _ => true);
        affiliate.Services.TryAddSingleton<PaddleApi>();
        return affiliate.AddPaymentWebhook<PaddleWebhook>().AddPaymentFetcher<PaddleFetcher>();
    }
}
