using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>Maps handlers that bind nothing, and says in metadata what they take and give.</summary>
internal static class RouteMapping
{
    public static IEndpointConventionBuilder MapRoute(
        this RouteGroupBuilder routes, string method, string pattern, RequestDelegate handler) =>
        routes.MapMethods(pattern, [method], handler);

    /// <summary>Makes a route appear in the host's OpenAPI document.</summary>
    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder route, string summary, string description, string tag, params object[] metadata)
    {
        // The document generator takes routes that have a method to look at; its parameters say nothing of ours.
        route.Add(builder => builder.Metadata.Add(builder.RequestDelegate!.Method));
        return route.WithSummary(summary).WithDescription(description).WithTags(tag).WithMetadata(metadata);
    }

    public static IProducesResponseTypeMetadata Produces(int status) => new ProducesResponseTypeMetadata(status);

    public static IProducesResponseTypeMetadata Produces<T>(int status) =>
        new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]);
}
