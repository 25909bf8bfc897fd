using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Stripe.Tests;

/// <summary>A host that takes Stripe's webhooks and reads from a <see cref="StripeServer"/>.</summary>
internal static class StripeHost
{
    public const string Key = "sk_live_1";

    /// <summary>A host over a store, or over a new one in which the customer was referred.</summary>
    public static FetchHost Start(
        FakeTimeProvider time, StripeServer? server, IAffiliateStore? store = null, Action<StripeOptions>? configure = null) => new(
        time,
        affiliate => affiliate.UseStripe(options =>
        {
            options.SigningSecret = StripeSigner.Secret;
            options.ApiTimeout = TimeSpan.FromMinutes(1);
            if (server is not null)
            {
                options.ApiKey = Key;
                options.ApiAddress = server.Http.Address;
            }

            configure?.Invoke(options);
        }),
        "stripe",
        (body, at) => Deliveries.Request(body, "", StripeSigner.Header(body, at)),
        store);

    /// <summary>The body with its placeholders filled.</summary>
    public static byte[] Fill(byte[] body, int number = 1) => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(body)
        .Replace("#", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
