using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>
/// What partners see and change of their own, by the same handlers as the management API: once under <c>/embed</c> for tokens and
/// once under <c>/portal</c> for sessions (semantics 14).
/// </summary>
internal static class PartnerRoutes
{
    /// <summary>Maps one route: method, path below the group, handler, summary, statuses.</summary>
    public delegate IEndpointConventionBuilder Mapping(string method, string pattern, ApiHandler handler, string summary, params int[] statuses);

    public static void Map(Mapping map, IServiceProvider services)
    {
        var links = ActivatorUtilities.CreateInstance<LinksApi>(services);
        map(HttpMethods.Get, "/dashboard", ActivatorUtilities.CreateInstance<DashboardApi>(services).ShowAsync, "The partner's figures and balances", 200)
            .WithQuery("from", "to")
            .Gives<DashboardBody>();
        map(HttpMethods.Get, "/links", links.ListAsync, "The partner's links, newest first", 200)
            .WithQuery("page", "per_page", "campaign_id", "status", "search")
            .Gives<PageBody<LinkBody>>();
        map(HttpMethods.Post, "/links", links.UpsertAsync, "Make a link of the partner's, or change the one with that slug", 200, 201, 409, 413, 415)
            .WithMetadata(new Creation(typeof(LinkId), links.FindAsync))
            .Gives<LinkBody>()
            .Takes("""{"slug":"spring","title":"Spring","destination_url":"/pricing"}""", "slug");
        map(HttpMethods.Get, "/links/{id}", links.FindAsync, "A link of the partner's", 200).Gives<LinkBody>();
        map(HttpMethods.Delete, "/links/{id}", links.DisableAsync, "Switch a link off; its clicks are kept", 200, 412).Gives<LinkBody>();
        map(HttpMethods.Get, "/commissions", ActivatorUtilities.CreateInstance<CommissionsApi>(services).ListAsync, "The partner's commissions, newest first", 200)
            .WithQuery("page", "per_page", "status", "from", "to")
            .Gives<PageBody<CommissionBody>>();
        map(HttpMethods.Get, "/payouts", ActivatorUtilities.CreateInstance<PayoutsApi>(services).ListAsync, "The partner's payouts, newest first", 200)
            .WithQuery("page", "per_page", "status", "from", "to")
            .Gives<PageBody<PayoutBody>>();
    }
}
