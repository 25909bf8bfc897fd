using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Maps what pages ask and report beside clicks.</summary>
internal static class TrackingEndpoints
{
    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var cookie = ActivatorUtilities.CreateInstance<VisitorCookie>(services);
        var signUp = ActivatorUtilities.CreateInstance<SignUpEndpoint>(services, cookie);
        var referral = ActivatorUtilities.CreateInstance<ReferralEndpoint>(services, cookie);
        var visit = ActivatorUtilities.CreateInstance<ContextEndpoint>(services);
        var pixel = ActivatorUtilities.CreateInstance<ConversionPixel>(services);
        var preflight = ActivatorUtilities.CreateInstance<Preflight>(services);

        routes.MapRoute(HttpMethods.Post, "/track/signup", signUp.RecordAsync)
            .Describe("Note a sign-up", "Evidence from the browser; the host's server reports what counts.", "Tracking", 200, 400, 404, 413, 415, 503)
            .Gives<SignUpAnswer>()
            .Takes("""{"customer_key":"user-1001","email":"user@example.com","token":"v1.sample.token","ctx":"v1.sample.token","click_id":"clk_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","program_id":"default"}""", "customer_key");
        routes.MapRoute(HttpMethods.Options, "/track/signup", preflight.AnswerAsync).ExcludeFromDescription();
        routes.MapRoute(HttpMethods.Get, "/track/referral", referral.ShowAsync)
            .Describe("Who sent this visitor", "By the visitor's cookie; 204 when nobody did.", "Tracking", 200, 204, 404, 503)
            .Gives<ReferralAnswer>();
        routes.MapRoute(HttpMethods.Get, "/track/context", visit.ShowAsync)
            .Describe("What a context token says", "400 invalid_ctx when it is not genuine or has expired.", "Tracking", 200, 400, 503)
            .WithQuery("ctx")
            .Gives<ContextAnswer>();
        routes.MapRoute(HttpMethods.Get, "/pixel.gif", pixel.RecordAsync)
            .Describe(
                "Report a conversion from a page", "Where the program takes them; what it earns waits for review.", "Tracking",
                200, 400, 404, 503)
            .WithQuery([.. ReportedConversion.Names, "program_id"])
            .GivesFile("image/gif");
    }
}
