using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>The mapped routes, to add conventions to: to all of them, or to one group.</summary>
public sealed class AffiliateEndpoints : IEndpointConventionBuilder
{
    private readonly RouteGroupBuilder _all;

    internal AffiliateEndpoints(RouteGroupBuilder all, RouteGroupBuilder browser, RouteGroupBuilder api, RouteGroupBuilder webhooks)
    {
        _all = all;
        Public = browser;
        Api = api;
        Webhooks = webhooks;
    }

    /// <summary>What browsers call without a key: beacon, redirect links, the helper script.</summary>
    public RouteGroupBuilder Public { get; }

    /// <summary>The management API under <c>/api/v1</c>. It asks for an API key by itself.</summary>
    public RouteGroupBuilder Api { get; }

    /// <summary>What payment providers call. Verified by signature; must not stand behind a sign-in or a rate limit.</summary>
    public RouteGroupBuilder Webhooks { get; }

    /// <inheritdoc />
    public void Add(Action<EndpointBuilder> convention) => ((IEndpointConventionBuilder)_all).Add(convention);

    /// <inheritdoc />
    public void Finally(Action<EndpointBuilder> finallyConvention) =>
        ((IEndpointConventionBuilder)_all).Finally(finallyConvention);
}
