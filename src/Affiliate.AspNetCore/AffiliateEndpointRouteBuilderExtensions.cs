using System.Runtime.CompilerServices;
using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the affiliate program's routes.</summary>
public static class AffiliateEndpointRouteBuilderExtensions
{
    /// <summary>The prefixes that were mapped to one collection of routes.</summary>
    private static readonly ConditionalWeakTable<ICollection<EndpointDataSource>, HashSet<string>> Mapped = [];

    /// <summary>Maps the routes that browsers, servers and payment providers call. Needs <c>AddAffiliateTracking()</c> only.</summary>
    /// <param name="endpoints">The host's routes, usually the application itself.</param>
    /// <param name="prefix">What all paths begin with. Everything under it is ours; unknown paths there are 404.</param>
    /// <returns>The routes, to add conventions to.</returns>
    /// <exception cref="ArgumentException">The prefix does not begin with a slash, or is nothing but one.</exception>
    /// <exception cref="AffiliateConfigurationException"><c>AddAffiliateTracking()</c> was not called, or the prefix is mapped already.</exception>
    public static AffiliateEndpoints MapAffiliateEndpoints(
        this IEndpointRouteBuilder endpoints, string prefix = "/affiliate")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var path = prefix.TrimEnd('/');
        if (path.Length < 2 || path[0] != '/')
        {
            throw new ArgumentException($"The prefix '{prefix}' must be a path such as '/affiliate'.", nameof(prefix));
        }

        var services = AffiliateServices.Of(endpoints.ServiceProvider, "app.MapAffiliateEndpoints()");
        if (!Mapped.GetValue(endpoints.DataSources, static _ => new(StringComparer.OrdinalIgnoreCase)).Add(path))
        {
            throw new AffiliateConfigurationException(
                $"The affiliate program's routes are mapped to '{path}' already, and twice none of them could be chosen. Remove one of the"
                + " lines: app.MapAffiliateEndpoints()");
        }

        var guard = ActivatorUtilities.CreateInstance<EndpointGuard>(services);
        var all = endpoints.MapGroup(path);
        all.WithMetadata(new AffiliateEndpointMarker(path), new AllowAnonymousAttribute());
        ((IEndpointConventionBuilder)all).Add(builder =>
            builder.RequestDelegate = guard.Around(builder.RequestDelegate!));

        var routes = new AffiliateEndpoints(all, all.MapGroup(""), all.MapGroup("/api/v1"), all.MapGroup("/webhooks"), all.MapGroup(""));
        ClickEndpoints.Map(routes.Public, services);
        TrackingEndpoints.Map(routes.Public, services);
        EmbedApi.Map(routes.Public, services);
        PortalApi.Map(routes.Portal, services);
        ApiEndpoints.Map(routes.Api, services);
        WebhookEndpoints.Map(routes.Webhooks, services);
        MapUnknown(all, endpoints);
        return routes;
    }

    private static void MapUnknown(RouteGroupBuilder all, IEndpointRouteBuilder endpoints)
    {
        var unknown = new UnknownRoute(
            () => [.. endpoints.DataSources.SelectMany(source => source.Endpoints)]);
        all.Map("{**path}", (RequestDelegate)unknown.HandleAsync)
            .WithDisplayName("Unknown affiliate route")
            .ExcludeFromDescription()
            .Add(builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue - 1);
    }
}
