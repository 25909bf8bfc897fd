using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Stripe.Tests;

/// <summary>Tells what happened to a purchase in every order, with repeats, and in the words of every API generation.</summary>
internal static class StripeStory
{
    /// <summary>
    /// Asserts how the events end in every order; and that each of them, as older API versions wrote it, gives the same facts, so
    /// that the older ones end alike (payment-providers §10, mistake 17).
    /// </summary>
    public static async Task EndsAsync(StoryEnd expected, IReadOnlyList<byte[]> events, Action<StripeOptions>? configure = null)
    {
        OlderShapes.AssertTold(events, configure);
        Assert.Equal(expected, await StoryHost.TellAsync(() => StartAsync(configure), [.. events]));
    }

    /// <summary>Asserts how the events end in every order, each told once and never again.</summary>
    public static async Task EndsOnceAsync(StoryEnd expected, params byte[][] events)
    {
        await using var story = await StartAsync(configure: null);
        Assert.Equal(expected, await story.TellOnceAsync(events));
    }

    private static Task<StoryHost> StartAsync(Action<StripeOptions>? configure) => StoryHost.StartAsync(
        affiliate => affiliate.UseStripe(options =>
        {
            options.SigningSecret = StripeSigner.Secret;
            configure?.Invoke(options);
        }),
        "stripe",
        (body, at) => Deliveries.Request(body, "", StripeSigner.Header(body, at)));
}
