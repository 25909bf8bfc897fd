using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/reversals</c>: refunds and disputes of payments that nobody reported (<c>payment-providers.md</c> 4.9).</summary>
internal sealed class ReversalsApi(AffiliateReports reports, ReversalDesk desk)
{
    private const int MaxReasonLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ReversalsApi>();
        routes.Get("/reversals/parked", api.ListAsync, "Refunds and disputes that wait for an unknown payment, newest first")
            .WithQuery("page", "per_page")
            .Gives<PageBody<ParkedReversalBody>>();
        routes.Post(
            "/reversals/{id}/dismiss", ApiScopes.CommissionsWrite, api.DismissAsync,
            "Take one off that list; it still counts once its payment is reported", 200)
            .Gives<ParkedReversalBody>()
            .Takes("""{"reason":"A payment of another shop."}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var parked = await reports.ParkedReversalsAsync(call.Program.Id, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<ParkedReversalBody>>(
            PageBody<ParkedReversalBody>.Of(parked, ParkedReversalBody.Of), ApiJson.Default.PageBodyParkedReversalBody);
    }

    public async Task<IResult> DismissAsync(ApiCall call)
    {
        var reason = call.Fields.Text("reason", MaxReasonLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return call.Id<SaleReversalId>() is { } id
            && await desk.DismissAsync(call.Program.Id, id, reason, call.Aborted).ConfigureAwait(false) is { } dismissed
                ? new JsonAnswer<ParkedReversalBody>(ParkedReversalBody.Of(dismissed), ApiJson.Default.ParkedReversalBody)
                : Problem.NotFound;
    }
}

/// <summary>A refund or dispute as it is published.</summary>
internal sealed record ParkedReversalBody(
    string Id, string ProgramId, string Source, string Kind, string State, long? AmountCents, string? Currency, DateTimeOffset AsOf,
    DateTimeOffset CreatedAt, DateTimeOffset? ParkedAt, string? Reason)
{
    public static ParkedReversalBody Of(SaleReversal reversal) => new(
        reversal.Id.ToString(), reversal.ProgramId.ToString(), reversal.Source, WireName.Of(reversal.Kind), WireName.Of(reversal.State),
        reversal.GrossMinorUnits ?? reversal.BaseMinorUnits, reversal.Currency, reversal.AsOf, reversal.CreatedAt, reversal.ParkedAt,
        reversal.Reason);
}
