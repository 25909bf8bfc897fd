using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Where the features map their routes of the management API.</summary>
internal sealed class ApiRoutes(RouteGroupBuilder routes, IServiceProvider services)
{
    private readonly ApiGate _gate = ActivatorUtilities.CreateInstance<ApiGate>(
        services, ActivatorUtilities.CreateInstance<RepeatableCalls>(services));

    /// <summary>Makes what answers the routes of a feature.</summary>
    public T Create<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(services, parts);

    /// <summary>Maps a route that asks for an API key.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pattern">The path below <c>/api/v1</c>.</param>
    /// <param name="scope">What the key must allow.</param>
    /// <param name="handler">Answers calls with such a key.</param>
    /// <param name="summary">One line for the OpenAPI document.</param>
    /// <param name="statuses">The statuses it answers with, beside those of every route: 400, 401, 403, 404, 429, 503.</param>
    public IEndpointConventionBuilder Map(
        string method, string pattern, ApiScopes scope, ApiHandler handler, string summary, params int[] statuses) =>
        routes.MapRoute(method, pattern, _gate.Require(scope, handler))
            .Describe(
                summary, $"Needs an API key with the scope '{WireName.Of(scope)}'.", RouteTags.Of(pattern),
                [.. statuses.Union([400, 401, 403, 404, 429]), .. method == HttpMethods.Get ? (int[])[] : [412], 503])
            .WithMetadata(new RequiredScope(scope));

    public IEndpointConventionBuilder Get(string pattern, ApiHandler handler, string summary) =>
        Map(HttpMethods.Get, pattern, ApiScopes.Read, handler, summary, 200);

    public IEndpointConventionBuilder Post(
        string pattern, ApiScopes scope, ApiHandler handler, string summary, params int[] statuses) =>
        Map(HttpMethods.Post, pattern, scope, handler, summary, [.. statuses, 413, 415]);

    /// <summary>Maps a route that makes something, so that it can be called with an <c>Idempotency-Key</c>.</summary>
    /// <typeparam name="TId">The identifier of what it makes, in one unit at least.</typeparam>
    /// <param name="pattern">The path below <c>/api/v1</c>.</param>
    /// <param name="scope">What the key must allow.</param>
    /// <param name="handler">Answers calls with such a key.</param>
    /// <param name="repeat">
    /// Answers repeats, with the identifier as the path's <c>id</c>: what reads such an object, or the handler itself when it
    /// is safe to repeat. <see langword="null"/> keeps the first answer instead.
    /// </param>
    /// <param name="summary">One line for the OpenAPI document.</param>
    /// <param name="statuses">The statuses it answers with, beside those of every route.</param>
    public IEndpointConventionBuilder Make<TId>(
        string pattern, ApiScopes scope, ApiHandler handler, ApiHandler? repeat, string summary, params int[] statuses)
        where TId : struct, IAffiliateId<TId> =>
        Post(pattern, scope, handler, summary, [.. statuses.Union([200, 409]).Order()])
            .WithMetadata(new Creation(typeof(TId), repeat));
}
