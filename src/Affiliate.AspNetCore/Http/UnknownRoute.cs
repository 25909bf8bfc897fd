using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Affiliate.AspNetCore;

/// <summary>
/// Answers what matches no route under the prefix: 405 where another method would do, 404 otherwise. It is a route of its
/// own, so that a host's fallback page does not answer for us.
/// </summary>
internal sealed class UnknownRoute(Func<IReadOnlyList<Endpoint>> endpoints)
{
    private IReadOnlyList<KnownRoute>? _known;

    public Task HandleAsync(HttpContext context)
    {
        _known ??= [.. endpoints().OfType<RouteEndpoint>().Select(KnownRoute.Of).OfType<KnownRoute>()];
        var methods = _known.Where(route => route.Matches(context.Request.Path))
            .SelectMany(route => route.Methods)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var problem = methods.Length == 0 ? Problem.NotFound : Problem.MethodNotAllowed(string.Join(", ", methods));
        return problem.ExecuteAsync(context);
    }

    private sealed record KnownRoute(TemplateMatcher Matcher, IReadOnlyList<string> Methods)
    {
        public static KnownRoute? Of(RouteEndpoint endpoint) =>
            endpoint.Metadata.GetMetadata<AffiliateEndpointMarker>() is not null
            && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: var methods }
                ? new KnownRoute(
                    new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), new RouteValueDictionary()), methods)
                : null;

        public bool Matches(PathString path) => Matcher.TryMatch(path, []);
    }
}
