using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary><c>/portal</c>: a partner's own data for whoever is signed in as one, at the host or with a mailed code (AH-40, AH-43).</summary>
internal static class PortalApi
{
    private const string Needs = "Needs a partner who is signed in: at the host, or with a mailed code. 404 where neither is set up.";

    private static readonly int[] Refusals = [400, 401, 403, 404, 503];

    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var calls = ActivatorUtilities.CreateInstance<ApiGate>(services, ActivatorUtilities.CreateInstance<RepeatableCalls>(services));
        var gate = ActivatorUtilities.CreateInstance<PortalGate>(services, calls, ActivatorUtilities.CreateInstance<HostPartners>(services));
        ActivatorUtilities.CreateInstance<SignInApi>(services).Map(routes, gate);
        PartnerRoutes.Map(Map, services);
        Map(
            HttpMethods.Post, "/payouts/request", ActivatorUtilities.CreateInstance<PayoutsApi>(services).RequestAsync,
            "Ask for what is approved to be paid (AH-34)", 200, 409, 413, 415)
            .WithMetadata(new Creation(typeof(PayoutId), null))
            .Gives<GeneratedBody>()
            .Takes("{}");
        HostPolicy.TakeFrom(routes);

        IEndpointConventionBuilder Map(string method, string pattern, ApiHandler handler, string summary, params int[] statuses) =>
            routes.MapRoute(method, "/portal" + pattern, gate.Require(handler))
                .Describe(summary, Needs, "Portal", [.. statuses.Union(Refusals)])
                .WithMetadata(new PortalAccess());
    }
}
