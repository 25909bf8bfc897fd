using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/inbox</c>: payment providers' messages as they were stored, what keeps them, and applying them again.</summary>
internal sealed class InboxApi(PaymentInbox inbox)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<InboxApi>();
        routes.Get("/inbox", api.ListAsync, "Payment providers' messages, newest first")
            .WithQuery("page", "per_page", "status").Gives<PageBody<InboxBody>>();
        routes.Get("/inbox/{id}", api.FindAsync, "A payment provider's message, and why it was not applied").Gives<InboxBody>();
        routes.Post(
            "/inbox/{id}/rerun", ApiScopes.WebhooksWrite, api.RerunOneAsync, "Apply a message again that waits, failed or was set aside", 202, 409)
            .Gives<RerunBody>().Takes("""{}""");
        routes.Post("/inbox/rerun", ApiScopes.WebhooksWrite, api.RerunAllAsync, "Apply all messages again that failed, or that have another status", 202)
            .Gives<RerunBody>().Takes("""{"status":"failed"}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var state = query.Choice<InboxState>("status");
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await inbox.ListAsync(state, page, call.Program.Id, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<InboxBody>>(
            PageBody<InboxBody>.Of(found, entry => InboxBody.Of(entry, null)), ApiJson.Default.PageBodyInboxBody);
    }

    public async Task<IResult> FindAsync(ApiCall call)
    {
        if (await EntryAsync(call).ConfigureAwait(false) is not { } entry)
        {
            return Problem.NotFound;
        }

        var error = await inbox.LastErrorAsync(entry.Id, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<InboxBody>(InboxBody.Of(entry, error), ApiJson.Default.InboxBody);
    }

    public async Task<IResult> RerunOneAsync(ApiCall call)
    {
        return await EntryAsync(call).ConfigureAwait(false) is not { } entry ? Problem.NotFound
            : await inbox.RerunAsync(entry.Id, call.Aborted).ConfigureAwait(false) ? Answer(1)
            : Problem.Conflict("invalid_state", $"The message is {WireName.Of(entry.State)}; nothing is left to apply.");
    }

    public async Task<IResult> RerunAllAsync(ApiCall call)
    {
        var state = call.Fields.Choice<InboxState>("status") ?? InboxState.Failed;
        if (state is InboxState.Applied or InboxState.Ignored)
        {
            call.Errors.Add("status", "Must be received, quarantined or failed.");
        }

        return call.Refusal ?? Answer(await inbox.RerunAllAsync(state, call.Program.Id, call.Aborted).ConfigureAwait(false));
    }

    private async Task<InboxEntry?> EntryAsync(ApiCall call) =>
        call.Id<InboxEntryId>() is { } id
        && await inbox.FindAsync(id, call.Aborted).ConfigureAwait(false) is { } entry && entry.ProgramId == call.Program.Id
            ? entry
            : null;

    private static JsonAnswer<RerunBody> Answer(int count) =>
        new(new RerunBody(count), ApiJson.Default.RerunBody, StatusCodes.Status202Accepted);
}

/// <summary>A message as it is published; never its body.</summary>
internal sealed record InboxBody(
    string Id, string Provider, string Endpoint, string EventId, string EventType, string Status, string? Reason, string? LastError,
    DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt)
{
    public static InboxBody Of(InboxEntry entry, string? error) => new(
        entry.Id.ToString(), entry.Provider, entry.Endpoint, entry.ProviderEventId, entry.EventType, WireName.Of(entry.State),
        entry.Reason, error, entry.OccurredAt, entry.ReceivedAt);
}

/// <summary>How many messages are applied again.</summary>
internal sealed record RerunBody(int Count);
