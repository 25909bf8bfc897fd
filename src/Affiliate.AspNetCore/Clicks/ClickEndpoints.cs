using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Maps what leads to a click.</summary>
internal static class ClickEndpoints
{
    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var cookie = ActivatorUtilities.CreateInstance<VisitorCookie>(services);
        var capture = ActivatorUtilities.CreateInstance<ClickCapture>(services, cookie);
        var beacon = ActivatorUtilities.CreateInstance<ClickBeacon>(services, capture);
        var link = ActivatorUtilities.CreateInstance<RedirectLink>(services, capture);
        var preflight = ActivatorUtilities.CreateInstance<Preflight>(services);
        var script = new BrowserScript();

        routes.MapRoute(HttpMethods.Post, "/track/click", beacon.HandleAsync)
            .Describe("Record a click", "Tells of an arrival; answered when the click is committed.", "Clicks", 200, 400, 404, 413, 415, 503);
        routes.MapRoute(HttpMethods.Options, "/track/click", preflight.AnswerAsync).ExcludeFromDescription();
        routes.MapRoute(HttpMethods.Get, "/r/{slug}", link.HandleAsync)
            .Describe("Follow a link", "Records a click and leads on, with the click's id in the address.", "Clicks", 302, 404, 503);
        routes.MapRoute(HttpMethods.Head, "/r/{slug}", link.HandleAsync).ExcludeFromDescription();
        routes.MapRoute(HttpMethods.Get, "/affiliate.js", script.HandleAsync)
            .Describe("The browser helper", "Reports arrivals from the pages that load it.", "Clicks", 200, 304);
        routes.MapRoute(HttpMethods.Head, "/affiliate.js", script.HandleAsync).ExcludeFromDescription();
    }
}
