using Microsoft.AspNetCore.Http;
using Endpoint = Affiliate.WebhookEndpoint;

namespace Affiliate.AspNetCore;

/// <summary><c>/webhooks/{id}/deliveries</c>: the log, and sending again (AH-44, TX-20).</summary>
internal sealed class DeliveriesApi(WebhookDesk desk, WebhookDeliveries deliveries)
{
    private const int MostIds = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<DeliveriesApi>();
        routes.Get("/webhooks/{id}/deliveries", api.ListAsync, "What was sent to an endpoint, newest first")
            .WithQuery("page", "per_page", "status", "type", "from", "to")
            .Gives<PageBody<DeliveryBody>>();
        routes.Get("/webhooks/{id}/deliveries/{delivery}", api.FindAsync, "A delivery")
            .Gives<DeliveryBody>();
        routes.Post(
            "/webhooks/{id}/deliveries/{delivery}/resend", ApiScopes.WebhooksWrite, api.ResendOneAsync, "Send a delivery again", 202, 409)
            .Gives<ResentBody>()
            .Takes("""{}""");
        routes.Post(
            "/webhooks/{id}/deliveries/resend", ApiScopes.WebhooksWrite, api.ResendManyAsync,
            "Send up to 200 deliveries again, or all that failed in a time", 202, 409)
            .Gives<ResentBody>()
            .Takes("""{"ids":["whd_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"],"from":"2026-03-01","to":"2026-03-31"}""");
        routes.Post(
            "/webhooks/{id}/replay", ApiScopes.WebhooksWrite, api.ReplayAsync,
            "Send the events since a date that the endpoint did not get", 202, 409)
            .Gives<ReplayBody>()
            .Takes("""{"from":"2026-03-01","to":"2026-03-31","include_delivered":false}""", "from");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new DeliveryFilter
        {
            State = query.Choice<DeliveryState>("status"),
            EventType = query.Text("type", EventPattern.MaxLength),
            Period = query.Period(),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await desk.FindAsync(call).ConfigureAwait(false) is not { } endpoint)
        {
            return Problem.NotFound;
        }

        var found = await deliveries.ListAsync(endpoint, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<DeliveryBody>>(
            PageBody<DeliveryBody>.Of(found, DeliveryBody.Of), ApiJson.Default.PageBodyDeliveryBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        await FindDeliveryAsync(call).ConfigureAwait(false) is var (_, delivery)
            ? new JsonAnswer<DeliveryBody>(DeliveryBody.Of(delivery), ApiJson.Default.DeliveryBody)
            : Problem.NotFound;

    public async Task<IResult> ResendOneAsync(ApiCall call) =>
        await FindDeliveryAsync(call).ConfigureAwait(false) is var (endpoint, delivery)
            ? Answer(await deliveries.ResendAsync(endpoint, [delivery.Id], call.Aborted).ConfigureAwait(false))
            : Problem.NotFound;

    public async Task<IResult> ResendManyAsync(ApiCall call)
    {
        var fields = call.Fields;
        var ids = fields.Ids<WebhookDeliveryId>("ids", MostIds);
        var period = fields.Period();
        if (ids is not null && period != ReportPeriod.All)
        {
            call.Errors.Add("ids", "Give either 'ids' or a time, not both.");
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await desk.FindAsync(call).ConfigureAwait(false) is not { } endpoint)
        {
            return Problem.NotFound;
        }

        return Answer(ids is null
            ? await deliveries.ResendFailedAsync(endpoint, period, call.Aborted).ConfigureAwait(false)
            : await deliveries.ResendAsync(endpoint, ids, call.Aborted).ConfigureAwait(false));
    }

    public async Task<IResult> ReplayAsync(ApiCall call)
    {
        var fields = call.Fields;
        var period = fields.Period();
        if (period.From is null && !call.Errors.Has("from"))
        {
            call.Errors.Add("from", "Is required.");
        }

        var includesDelivered = fields.Flag("include_delivered") ?? false;
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await desk.FindAsync(call).ConfigureAwait(false) is not { } endpoint)
        {
            return Problem.NotFound;
        }

        var replay = await deliveries.ReplayAsync(endpoint, period, includesDelivered, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<ReplayBody>(
            new ReplayBody(replay.Count, replay.ContinueFrom), ApiJson.Default.ReplayBody, StatusCodes.Status202Accepted);
    }

    private async Task<(Endpoint Endpoint, WebhookDelivery Delivery)?> FindDeliveryAsync(ApiCall call) =>
        call.Id<WebhookDeliveryId>("delivery") is { } id
        && await desk.FindAsync(call).ConfigureAwait(false) is { } endpoint
        && await deliveries.FindAsync(endpoint, id, call.Aborted).ConfigureAwait(false) is { } delivery
            ? (endpoint, delivery)
            : null;

    private static JsonAnswer<ResentBody> Answer(IReadOnlyList<WebhookDelivery> sent) => new(
        new ResentBody(sent.Count, [.. sent.Select(delivery => delivery.Id.ToString())]), ApiJson.Default.ResentBody,
        StatusCodes.Status202Accepted);
}
