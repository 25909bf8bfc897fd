using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary><c>/embed</c>: one partner's own data for widgets, by the same handlers as the management API (AH-42).</summary>
internal sealed class EmbedApi(EmbedTokens tokens, AffiliateReports reports, AffiliateLedger ledger)
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
        var links = ActivatorUtilities.CreateInstance<LinksApi>(services);
        Map(HttpMethods.Get, "/embed/dashboard", ActivatorUtilities.CreateInstance<EmbedApi>(services).ShowAsync, "The partner's figures and balances", 200)
            .WithQuery("from", "to")
            .Gives<EmbedDashboardBody>();
        Map(HttpMethods.Get, "/embed/links", links.ListAsync, "The partner's links, newest first", 200)
            .WithQuery("page", "per_page", "campaign_id", "status", "search")
            .Gives<PageBody<LinkBody>>();
        Map(HttpMethods.Post, "/embed/links", links.UpsertAsync, "Make a link of the partner's, or change the one with that slug", 200, 201, 409, 413, 415)
            .WithMetadata(new Creation(typeof(LinkId), links.FindAsync))
            .Gives<LinkBody>()
            .Takes("""{"slug":"spring","title":"Spring","destination_url":"/pricing"}""", "slug");
        Map(HttpMethods.Get, "/embed/links/{id}", links.FindAsync, "A link of the partner's", 200).Gives<LinkBody>();
        Map(HttpMethods.Delete, "/embed/links/{id}", links.DisableAsync, "Switch a link off; its clicks are kept", 200).Gives<LinkBody>();
        Map(HttpMethods.Get, "/embed/commissions", ActivatorUtilities.CreateInstance<CommissionsApi>(services).ListAsync, "The partner's commissions, newest first", 200)
            .WithQuery("page", "per_page", "status", "from", "to")
            .Gives<PageBody<CommissionBody>>();
        Map(HttpMethods.Get, "/embed/payouts", ActivatorUtilities.CreateInstance<PayoutsApi>(services).ListAsync, "The partner's payouts, newest first", 200)
            .WithQuery("page", "per_page", "status", "from", "to")
            .Gives<PageBody<PayoutBody>>();

        IEndpointConventionBuilder Map(string method, string pattern, ApiHandler handler, string summary, params int[] statuses) =>
            routes.MapRoute(method, pattern, gate.RequireEmbed(handler))
                .Describe(summary, "Needs a token of POST /embed/tokens.", "Embedding", [.. statuses, .. Refusals])
                .WithMetadata(new EmbedAccess());
    }

    public async Task<IResult> IssueAsync(ApiCall call)
    {
        var (root, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var partner = new JsonFields(root, errors).Id<PartnerId>("partner_id");
        if (partner is null && !errors.Any)
        {
            errors.Add("partner_id", "Is required.");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await tokens.IssueAsync(call.Program.Id, partner!.Value, call.Aborted).ConfigureAwait(false) is { } token
            ? new JsonAnswer<EmbedTokenBody>(
                new EmbedTokenBody(token.Token, (int)EmbedTokens.Lifetime.TotalSeconds, token.ExpiresAt), ApiJson.Default.EmbedTokenBody)
            : Problem.NotFound;
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var period = new QueryFields(call.Request.Query, errors).Period();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var partner = call.Partner!;
        var rows = await reports.ByPartnerAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false);
        var balances = await ledger.BalancesAsync(
            call.Program.Id, new BalanceFilter { Partner = partner.Id }, new PageRequest(1, PageRequest.MaxSize), call.Aborted).ConfigureAwait(false);
        var own = rows.FirstOrDefault(row => row.Partner.Id == partner.Id);
        return new JsonAnswer<EmbedDashboardBody>(
            new EmbedDashboardBody(
                partner.Id.ToString(), partner.ProgramId.ToString(), partner.Slug, own?.Performance.Clicks ?? 0,
                own?.Performance.QualifiedClicks ?? 0, own?.Referrals ?? 0, own?.Performance.Conversions ?? 0,
                own?.Performance.ConversionRate ?? 0, own?.Performance.QualifiedConversionRate ?? 0,
                [.. balances.Items.Select(BalanceBody.Of)]),
            ApiJson.Default.EmbedDashboardBody);
    }
}

/// <summary>A token as it is published.</summary>
internal sealed record EmbedTokenBody(string Token, int ExpiresIn, DateTimeOffset ExpiresAt);

/// <summary>A partner's figures (AH-43); amounts by currency.</summary>
internal sealed record EmbedDashboardBody(
    string PartnerId, string ProgramId, string Slug, long Clicks, long QualifiedClicks, long Referrals, long Conversions,
    decimal ConversionRate, decimal QualifiedConversionRate, IReadOnlyList<BalanceBody> Balances);
