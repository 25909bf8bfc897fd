using Microsoft.AspNetCore.Builder;
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
        var visitors = ActivatorUtilities.CreateInstance<VisitorContext>(services);
        var capture = ActivatorUtilities.CreateInstance<ClickCapture>(services, cookie, visitors);
        var current = ActivatorUtilities.CreateInstance<CurrentClick>(services, cookie);
        var beacon = ActivatorUtilities.CreateInstance<ClickBeacon>(services, capture, current, ActivatorUtilities.CreateInstance<TestClicks>(services));
        var link = ActivatorUtilities.CreateInstance<RedirectLink>(services, capture, current);
        var gate = ActivatorUtilities.CreateInstance<ApiGate>(services, ActivatorUtilities.CreateInstance<RepeatableCalls>(services));
        var preview = gate.Require(
            ApiScopes.Read, ActivatorUtilities.CreateInstance<RoutePreview>(services).ShowAsync);
        var preflight = ActivatorUtilities.CreateInstance<Preflight>(services);
        var script = new BrowserScript();

        routes.MapRoute(HttpMethods.Post, "/track/click", beacon.HandleAsync)
            .Describe("Record a click", "Tells of an arrival; answered when the click is committed. With a test key it is a test row.", "Clicks", 200, 400, 401, 404, 413, 415, 503)
            .Gives<ClickAnswer>()
            .Takes("""{"ref":"alpha","program_id":"default","landing":"/pricing","referrer":"https://news.example/article","url":"https://example.com/pricing?ref=alpha","existing_click_id":"clk_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"}""");
        routes.MapRoute(HttpMethods.Options, "/track/click", preflight.AnswerAsync).ExcludeFromDescription();
        routes.MapRoute(HttpMethods.Get, "/r/{slug}", context =>
                context.Request.QueryString.HasValue && context.Request.Query.ContainsKey("preview") ? preview(context) : link.HandleAsync(context))
            .Describe(
                "Follow a link",
                "Records a click and leads on, with the click's id in the address. With 'preview' and an API key it tells where it would lead.",
                "Clicks", 200, 302, 307, 401, 403, 404, 410, 503)
            .Gives<PreviewBody>()
            .GivesFile("text/html")
            .WithMetadata(new OptionalKey());
        routes.MapRoute(HttpMethods.Post, "/r/{slug}", link.UnlockAsync)
            .WithMetadata(new FormContent("password"))
            .Describe("Open a link with its password", "Takes the form of the page that asks for it.", "Clicks", 303, 403, 404, 410, 413, 415, 429, 503);
        routes.MapRoute(HttpMethods.Head, "/r/{slug}", link.HandleAsync).ExcludeFromDescription();
        routes.MapRoute(HttpMethods.Get, "/affiliate.js", script.HandleAsync)
            .Describe("The browser helper", "Reports arrivals from the pages that load it.", "Clicks", 200, 304)
            .GivesFile("text/javascript");
        routes.MapRoute(HttpMethods.Head, "/affiliate.js", script.HandleAsync).ExcludeFromDescription();
    }
}
