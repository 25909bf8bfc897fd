using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Maps what payment providers call.</summary>
internal static class WebhookEndpoints
{
    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var webhook = ActivatorUtilities.CreateInstance<WebhookEndpoint>(services);
        foreach (var pattern in new[] { "/{provider}", "/{provider}/{endpoint}" })
        {
            routes.MapRoute(HttpMethods.Post, pattern, webhook.ReceiveAsync)
                .Describe(
                    "Receive a payment provider's message", "Verified by signature; answered when it is stored.", "Payment providers",
                    200, 400, 404, 413, 415, 503)
                .Gives<ReceivedAnswer>()
                .Takes("""{"id":"evt_1001","type":"invoice.paid"}""");
        }
    }
}
