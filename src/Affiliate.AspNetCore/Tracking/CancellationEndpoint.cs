using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/cancellation</c>: the host's server says that a subscription of its own ended. Safe to repeat.</summary>
internal sealed class CancellationEndpoint(AffiliateTracker tracker, TimeProvider time)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CancellationEndpoint>();
        routes.Post(
            "/track/cancellation", ApiScopes.Track, api.EndAsync, "Say that a subscription ended; safe to repeat, the first time stays", 200)
            .Gives<CancellationAnswer>()
            .Takes("""{"subscription_id":"sub-1001","canceled_at":"2026-04-10T15:30:00Z","program_id":"default"}""", "subscription_id");
    }

    public async Task<IResult> EndAsync(ApiCall call)
    {
        var fields = call.Fields;
        var subscription = fields.Name("subscription_id", Payment.MaxReferenceLength, isRequired: true);
        var at = fields.PastInstant("canceled_at", time.GetUtcNow()) ?? time.GetUtcMilliseconds();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        await tracker.EndSubscriptionAsync(subscription!, at, call.Program.Id.ToString(), call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<CancellationAnswer>(
            new CancellationAnswer(true, "The end of the subscription is noted."), ApiJson.Default.CancellationAnswer);
    }
}

/// <summary>The answer to the end of a subscription.</summary>
internal sealed record CancellationAnswer(bool Success, string Message);
