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
        return affiliate.AddPaymentWebhook<StripeWebhook>();
    }
}
