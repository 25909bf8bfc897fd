using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /events</c>: the audit log (AH-35).</summary>
internal sealed class EventsApi(AffiliateReports reports)
{
    private const int MaxTypeLength = 64;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<EventsApi>();
        routes.Get("/events", api.ListAsync, "The audit log, clicks included, newest first")
            .WithQuery("page", "per_page", "type", "from", "to", "partner_id", "customer_key")
            .Gives<PageBody<EventBody>>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new EventFilter
        {
            Type = query.Text("type", MaxTypeLength),
            Partner = query.Id<PartnerId>("partner_id"),
            Customer = query.CustomerKey(),
            Period = query.Period(),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var events = await reports.EventsAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<EventBody>>(
            PageBody<EventBody>.Of(events, EventBody.Of), ApiJson.Default.PageBodyEventBody);
    }
}

/// <summary>An event as it is published.</summary>
internal sealed record EventBody(
    string Id, string ProgramId, string Type, JsonObject Payload, DateTimeOffset CreatedAt, string? Actor, JsonObject? Changes)
{
    public static EventBody Of(EventLine line) => new(
        line.Id.ToString(), line.ProgramId.ToString(), line.Type, line.Payload, line.CreatedAt, line.Actor, line.Changes);
}
