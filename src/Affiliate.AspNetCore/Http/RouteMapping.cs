using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        this IEndpointConventionBuilder route, string summary, string description, string tag, params int[] statuses)
    {
        // The document generator takes routes that have a method to look at; its parameters say nothing of ours.
        route.Add(builder =>
        {
            builder.Metadata.Add(builder.RequestDelegate!.Method);
            foreach (var parameter in ((RouteEndpointBuilder)builder).RoutePattern.Parameters)
            {
                builder.Metadata.Add(DescribedParameter.OfPath(parameter.Name));
            }

            if (statuses.Contains(StatusCodes.Status415UnsupportedMediaType) && !builder.Metadata.OfType<FormContent>().Any())
            {
                builder.Metadata.Add(DescribedParameter.OfBody());
            }

            foreach (var status in statuses)
            {
                builder.Metadata.Add(status >= StatusCodes.Status400BadRequest
                    ? new ProducesResponseTypeMetadata(status, typeof(void), ["application/problem+json"])
                    : new ProducesResponseTypeMetadata(status));
            }
        });
        return route.WithSummary(summary).WithDescription(description).WithTags(tag);
    }

    /// <summary>Names the query parameters of a described route; one that has pages can be read by cursor too.</summary>
    public static IEndpointConventionBuilder WithQuery(this IEndpointConventionBuilder route, params string[] names) =>
        route.WithMetadata([.. (names.Contains("per_page") ? names.Append("cursor") : names).Select(DescribedParameter.OfQuery)]);
}
