using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/work</c>: background work that was given up, and how far the host's event handlers have come.</summary>
internal sealed class WorkApi(ParkedWork work)
{
    private const int MaxHandlerLength = 500;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<WorkApi>();
        routes.Get("/work", api.ListAsync, "Work that was given up and waits for somebody, newest first")
            .WithQuery("page", "per_page", "kind", "handler")
            .Gives<PageBody<WorkBody>>();
        routes.Get("/work/handlers", api.HandlersAsync, "How far each event handler of the host has come")
            .Gives<HandlersBody>();
        routes.Post("/work/{id}/rerun", ApiScopes.WebhooksWrite, api.RerunAsync, "Try an item again", 202)
            .Gives<RerunBody>()
            .Takes("{}");
        routes.Post("/work/rerun", ApiScopes.WebhooksWrite, api.RerunAllAsync, "Try everything again, or all of a kind or handler", 202)
            .Gives<RerunBody>()
            .Takes("""{"kind":"handler","handler":"mail-the-partner"}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new ParkedFilter { Kind = query.Choice<WorkKind>("kind"), Handler = query.Text("handler", MaxHandlerLength) };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var parked = await work.ListAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<WorkBody>>(PageBody<WorkBody>.Of(parked, WorkBody.Of), ApiJson.Default.PageBodyWorkBody);
    }

    public async Task<IResult> HandlersAsync(ApiCall call) => new JsonAnswer<HandlersBody>(
        new HandlersBody([.. (await work.HandlersAsync(call.Program.Id, call.Aborted).ConfigureAwait(false)).Select(HandlerBody.Of)]),
        ApiJson.Default.HandlersBody);

    public async Task<IResult> RerunAsync(ApiCall call) =>
        call.Id<WorkItemId>() is { } id
        && await work.RerunAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is { } wasParked
            ? Answer(wasParked ? 1 : 0)
            : Problem.NotFound;

    public async Task<IResult> RerunAllAsync(ApiCall call)
    {
        var fields = call.Fields;
        var filter = new ParkedFilter { Kind = fields.Choice<WorkKind>("kind"), Handler = fields.Text("handler", MaxHandlerLength) };
        return call.Refusal ?? Answer(await work.RerunAllAsync(call.Program.Id, filter, call.Aborted).ConfigureAwait(false));
    }

    private static JsonAnswer<RerunBody> Answer(int count) =>
        new(new RerunBody(count), ApiJson.Default.RerunBody, StatusCodes.Status202Accepted);
}

/// <summary>An item that was given up, as it is published.</summary>
internal sealed record WorkBody(
    string Id, string Kind, string? Handler, string About, string? EventType, int Attempts, string? LastError, DateTimeOffset CreatedAt)
{
    public static WorkBody Of(ParkedItem parked) => new(
        parked.Item.Id.ToString(), WireName.Of(parked.Item.Kind), parked.Handler, parked.About, parked.EventType, parked.Item.Attempt,
        parked.Item.LastError, parked.Item.CreatedAt);
}

/// <summary>The handlers.</summary>
internal sealed record HandlersBody(IReadOnlyList<HandlerBody> Data);

/// <summary>How far a handler has come, as it is published.</summary>
internal sealed record HandlerBody(string Name, int Waiting, int Parked, DateTimeOffset? OldestAt, string? LastError)
{
    public static HandlerBody Of(HandlerProgress progress) =>
        new(progress.Name, progress.Waiting, progress.Parked, progress.OldestAt, progress.LastError);
}
