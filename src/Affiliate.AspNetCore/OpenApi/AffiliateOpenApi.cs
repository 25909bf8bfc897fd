using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>Describes the affiliate program's routes for people and tools that call them.</summary>
public static class AffiliateOpenApi
{
    /// <summary>
    /// An OpenAPI 3.1 document of every mapped route: parameters, bodies, every status, examples and who may call. It is made
    /// of the metadata of the routes, so that it names what this host has mapped.
    /// </summary>
    /// <remarks>
    /// Serve it as it is, or merge it into the host's own document as <c>samples/Saas/ApiDescription.cs</c> does. Names of
    /// operations stay: the method and the path below the prefix, for example <c>postPayoutsByIdPay</c>.
    /// </remarks>
    /// <param name="endpoints">The host's endpoints; the service of that type has all of them once the host has started.</param>
    /// <returns>A new document.</returns>
    public static JsonObject Describe(EndpointDataSource endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var schemas = new SchemaBook();
        var paths = new JsonObject();
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (OperationText.Of(endpoint) is not { } operation)
            {
                continue;
            }

            tags.Add(operation.Tag);
            if (paths[operation.Path] is not JsonObject path)
            {
                paths[operation.Path] = path = [];
            }

            path[operation.Method] = operation.Write(schemas);
        }

        var components = schemas.ToJson();
        components["securitySchemes"] = Schemes(endpoints.Endpoints);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Affiliate program",
                ["version"] = "v1",
                ["description"] = "Tracks arrivals, sign-ups and payments, and manages partners, commissions and payouts.",
            },
            ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)new JsonObject
            {
                ["name"] = tag,
                ["description"] = RouteTags.Describe(tag),
            })]),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    private static JsonObject Schemes(IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> endpoints)
    {
        var schemes = new JsonObject
        {
            [OperationText.KeyScheme] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "An API key of a program. Each route names the scope that it asks for.",
            },
        };
        if (endpoints.Any(one => one.Metadata.GetMetadata<EmbedAccess>() is not null))
        {
            schemes[OperationText.EmbedScheme] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["bearerFormat"] = "JWT",
                ["description"] = "A token of POST /embed/tokens: one partner's own data, for an hour.",
            };
        }

        if (endpoints.Any(one => one.Metadata.GetMetadata<PortalAccess>() is not null))
        {
            schemes[OperationText.SessionScheme] = new JsonObject
            {
                ["type"] = "apiKey",
                ["in"] = "cookie",
                ["name"] = PortalCookie.SecureName,
                ["description"] = "The session of POST /portal/sign-in/code, or else the host's own sign-in, whatever it is.",
            };
        }

        return schemes;
    }
}
