using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>The mapped routes, to add conventions to: to all of them, or to one group.</summary>
public sealed class AffiliateEndpoints : IEndpointConventionBuilder
{
    private readonly RouteGroupBuilder _all;

    internal AffiliateEndpoints(
        RouteGroupBuilder all, RouteGroupBuilder browser, RouteGroupBuilder api, RouteGroupBuilder webhooks, RouteGroupBuilder portal)
    {
        _all = all;
        Public = browser;
        Api = api;
        Webhooks = webhooks;
        Portal = portal;
    }

    /// <summary>What browsers call without a key: beacon, redirect links, the helper script.</summary>
    public RouteGroupBuilder Public { get; }

    /// <summary>The management API under <c>/api/v1</c>. It asks for an API key by itself.</summary>
    public RouteGroupBuilder Api { get; }

    /// <summary>What payment providers call. Verified by signature; must not stand behind a sign-in or a rate limit.</summary>
    public RouteGroupBuilder Webhooks { get; }

    /// <summary>
    /// A partner's own data under <c>/portal</c>. Closed until it has a policy, for example <c>.RequireAuthorization()</c>, or
    /// mailed codes are on.
    /// </summary>
    /// <remarks>
    /// The user whom the policy lets in is the partner whose <c>user_key</c> is <see cref="AffiliateHttpOptions.PartnerUserClaim"/>.
    /// The policy is looked at by the routes themselves: they answer 401 or 403, never with a redirect, and a partner's session by
    /// mailed code counts beside it.
    /// </remarks>
    public RouteGroupBuilder Portal { get; }

    /// <inheritdoc />
    public void Add(Action<EndpointBuilder> convention) => ((IEndpointConventionBuilder)_all).Add(convention);

    /// <inheritdoc />
    public void Finally(Action<EndpointBuilder> finallyConvention) =>
        ((IEndpointConventionBuilder)_all).Finally(finallyConvention);
}
