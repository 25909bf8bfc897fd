using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Maps the management API.</summary>
internal static class ApiEndpoints
{
    public static void Map(RouteGroupBuilder routes, IServiceProvider services)
    {
        var gate = ActivatorUtilities.CreateInstance<ApiGate>(services);
        var leads = ActivatorUtilities.CreateInstance<LeadEndpoint>(services);
        var sales = ActivatorUtilities.CreateInstance<SaleEndpoint>(services);
        var refunds = ActivatorUtilities.CreateInstance<RefundEndpoint>(services);
        var decisions = ActivatorUtilities.CreateInstance<CommissionDecisionsApi>(services);
        var payouts = ActivatorUtilities.CreateInstance<PayoutsApi>(services);
        var events = ActivatorUtilities.CreateInstance<EventsApi>(services);
        var commissions = ActivatorUtilities.CreateInstance<CommissionsApi>(services);
        var partners = ActivatorUtilities.CreateInstance<PartnersApi>(services);
        var program = ActivatorUtilities.CreateInstance<ProgramApi>(services);
        var analytics = ActivatorUtilities.CreateInstance<AnalyticsApi>(services);

        Map(HttpMethods.Post, "/track/lead", ApiScopes.Track, leads.RecordAsync, "Report a sign-up or another step", 200, 413, 415);
        Map(HttpMethods.Post, "/track/sale", ApiScopes.Track, sales.RecordAsync, "Report a payment; safe to repeat", 200, 409, 413, 415);
        Map(HttpMethods.Post, "/track/refund", ApiScopes.Track, refunds.ReverseAsync, "Report money given back; safe to repeat", 200, 413, 415);
        Map(HttpMethods.Get, "/events", ApiScopes.Read, events.ListAsync, "The audit log, clicks included, newest first", 200)
            .WithQuery("page", "per_page", "type", "from", "to");
        Map(HttpMethods.Get, "/commissions", ApiScopes.Read, commissions.ListAsync, "Commissions, newest first", 200)
            .WithQuery("page", "per_page", "partner_id", "status", "from", "to");
        Map(HttpMethods.Post, "/commissions/approve", ApiScopes.CommissionsWrite, decisions.ApproveAsync, "Approve up to 200 commissions", 200, 409, 413, 415);
        Map(HttpMethods.Post, "/commissions/reject", ApiScopes.CommissionsWrite, decisions.RejectAsync, "Reject up to 200 commissions", 200, 409, 413, 415);
        Map(HttpMethods.Get, "/payouts", ApiScopes.Read, payouts.ListAsync, "Payouts, newest first", 200)
            .WithQuery("page", "per_page", "partner_id", "status", "from", "to");
        Map(HttpMethods.Post, "/payouts/generate", ApiScopes.PayoutsWrite, payouts.GenerateAsync, "Make payouts of what is approved, or tell what they would be", 200, 413, 415);
        Map(HttpMethods.Get, "/payouts/{id}", ApiScopes.Read, payouts.FindAsync, "A payout", 200);
        Map(HttpMethods.Post, "/payouts/{id}/pay", ApiScopes.PayoutsWrite, payouts.PayAsync, "Note that the money was sent", 200, 409, 413, 415);
        Map(HttpMethods.Post, "/payouts/{id}/cancel", ApiScopes.PayoutsWrite, payouts.CancelAsync, "Call a payout off", 200, 409, 413, 415);
        Map(HttpMethods.Get, "/partners", ApiScopes.Read, partners.ListAsync, "Partners, newest first", 200)
            .WithQuery("page", "per_page", "status", "search");
        Map(HttpMethods.Post, "/partners", ApiScopes.PartnersWrite, partners.EnrollAsync, "Enrol a partner", 201, 409, 413, 415);
        Map(HttpMethods.Get, "/partners/{id}", ApiScopes.Read, partners.FindAsync, "A partner", 200);
        Map(HttpMethods.Get, "/programs/me", ApiScopes.Read, program.FindAsync, "The terms of the key's program", 200);
        Map(HttpMethods.Patch, "/programs/me", ApiScopes.CommissionsWrite, program.ChangeAsync, "Change the terms", 200, 409, 413, 415);
        Map(HttpMethods.Get, "/analytics", ApiScopes.Read, analytics.ShowAsync, "What clicks led to, in all and per partner", 200)
            .WithQuery("group_by", "from", "to", "page", "per_page");

        IEndpointConventionBuilder Map(
            string method, string pattern, ApiScopes scope, ApiHandler handler, string summary, params int[] statuses) =>
            routes.MapRoute(method, pattern, gate.Require(scope, handler))
                .Describe(
                    summary, $"Needs an API key with the scope '{WireName.Of(scope)}'.", "API",
                    [.. statuses, 400, 401, 403, 404, 503])
                .WithMetadata(new RequiredScope(scope));
    }
}
