using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary><c>/embed</c>: one partner's own data for widgets, by the same handlers as the management API (AH-42).</summary>
internal sealed class EmbedApi(EmbedTokens tokens)
{
    private static readonly int[] Refusals = [400, 401, 404, 503];

    /// <summary>Maps what makes tokens.</summary>
    public static void Map(ApiRoutes routes) =>
        routes.Post(
            "/embed/tokens", ApiScopes.PartnersWrite, routes.Create<EmbedApi>().IssueAsync,
            "Make a token for a partner's own widgets; it lasts an hour", 200)
            .Gives<EmbedTokenBody>()
            .Takes("""{"partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"}""", "partner_id");

    /// <summary>Maps what takes them.</summary>
    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var gate = ActivatorUtilities.CreateInstance<ApiGate>(services, ActivatorUtilities.CreateInstance<RepeatableCalls>(services));
        PartnerRoutes.Map(Map, services);

        IEndpointConventionBuilder Map(string method, string pattern, ApiHandler handler, string summary, params int[] statuses) =>
            routes.MapRoute(method, "/embed" + pattern, gate.RequireEmbed(handler))
                .Describe(summary, "Needs a token of POST /embed/tokens.", "Embedding", [.. statuses, .. Refusals])
                .WithMetadata(new EmbedAccess());
    }

    public async Task<IResult> IssueAsync(ApiCall call)
    {
        var partner = call.Fields.Id<PartnerId>("partner_id", isRequired: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await tokens.IssueAsync(call.Program.Id, partner!.Value, call.Aborted).ConfigureAwait(false) is { } token
            ? new JsonAnswer<EmbedTokenBody>(
                new EmbedTokenBody(token.Token, (int)EmbedTokens.Lifetime.TotalSeconds, token.ExpiresAt), ApiJson.Default.EmbedTokenBody)
            : Problem.NotFound;
    }
}

/// <summary>A token as it is published.</summary>
internal sealed record EmbedTokenBody(string Token, int ExpiresIn, DateTimeOffset ExpiresAt);
