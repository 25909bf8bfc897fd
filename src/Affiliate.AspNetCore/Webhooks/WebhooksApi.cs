using Microsoft.AspNetCore.Http;
using Endpoint = Affiliate.WebhookEndpoint;

namespace Affiliate.AspNetCore;

/// <summary><c>/webhooks</c>: the endpoints that events are sent to (AH-44, TX-09).</summary>
internal sealed class WebhooksApi(WebhookDesk desk, WebhookDeliveries deliveries)
{
    private const int HoursPerWeek = 7 * 24;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<WebhooksApi>();
        routes.Get("/webhooks", api.ListAsync, "Webhook endpoints, newest first").WithQuery("page", "per_page")
            .Gives<PageBody<WebhookBody>>();
        routes.Make<WebhookEndpointId>(
            "/webhooks", ApiScopes.WebhooksWrite, api.CreateAsync, api.FindAsync,
            "Add a webhook endpoint; its secret is shown once", 201, 409)
            .Gives<WebhookSecretBody>()
            .Takes("""{"url":"https://example.com/hooks","events":["commission.*"],"description":"ERP","active":true}""", "url", "events");
        routes.Get("/webhooks/{id}", api.FindAsync, "A webhook endpoint with its delivery rate")
            .Gives<WebhookBody>();
        routes.Map(
            HttpMethods.Patch, "/webhooks/{id}", ApiScopes.WebhooksWrite, api.ChangeAsync, "Change a webhook endpoint",
            200, 409, 413, 415)
            .Gives<WebhookBody>()
            .Takes("""{"url":"https://example.com/hooks","events":["commission.*"],"description":"ERP","active":true}""");
        routes.Map(HttpMethods.Delete, "/webhooks/{id}", ApiScopes.WebhooksWrite, api.DeleteAsync, "Delete a webhook endpoint", 204);
        routes.Post(
            "/webhooks/{id}/rotate", ApiScopes.WebhooksWrite, api.RotateAsync,
            "Make a new secret; the one before signs too for a while", 200, 409)
            .Gives<WebhookSecretBody>()
            .Takes("""{"overlap_hours":24}""");
        routes.Make<WebhookDeliveryId>("/webhooks/{id}/test", ApiScopes.WebhooksWrite, api.TestAsync, null, "Send a test message", 202, 409)
            .Gives<WebhookTestBody>()
            .Takes("""{}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var endpoints = await desk.ListAsync(call.Program.Id, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<WebhookBody>>(
            PageBody<WebhookBody>.Of(endpoints, WebhookBody.Of), ApiJson.Default.PageBodyWebhookBody);
    }

    public async Task<IResult> FindAsync(ApiCall call)
    {
        if (await desk.FindAsync(call).ConfigureAwait(false) is not { } endpoint)
        {
            return Problem.NotFound;
        }

        var totals = await deliveries.TotalsAsync(endpoint, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<WebhookBody>(
            WebhookBody.Of(endpoint) with { Deliveries = DeliveryTotalsBody.Of(totals) }, ApiJson.Default.WebhookBody)
        {
            Version = endpoint.Version,
        };
    }

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var settings = await ReadAsync(call, call.Fields, call.Errors, isNew: true).ConfigureAwait(false);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var made = await desk.CreateAsync(call.Program.Id, settings, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<WebhookSecretBody>(
            WebhookSecretBody.Of(made), ApiJson.Default.WebhookSecretBody, StatusCodes.Status201Created)
        {
            Location = call.LocationOf(made.Endpoint.Id),
        };
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        fields.RefuseNulls("url", "events", "active");
        var settings = await ReadAsync(call, fields, call.Errors, isNew: false).ConfigureAwait(false);
        if (fields.Has("description") && settings.Description is null)
        {
            settings = settings with { Description = "" };
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var changed = call.Id<WebhookEndpointId>() is { } id
            ? await desk.ChangeAsync(call.Program.Id, id, settings, cancellationToken: call.Aborted).ConfigureAwait(false)
            : null;
        return changed is null
            ? Problem.NotFound
            : new JsonAnswer<WebhookBody>(WebhookBody.Of(changed), ApiJson.Default.WebhookBody) { Version = changed.Version };
    }

    public async Task<IResult> DeleteAsync(ApiCall call) =>
        call.Id<WebhookEndpointId>() is { } id
        && await desk.DeleteAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : Problem.NotFound;

    public async Task<IResult> RotateAsync(ApiCall call)
    {
        var hours = call.Fields.Whole("overlap_hours", 0, HoursPerWeek);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        TimeSpan? overlap = hours is { } given ? TimeSpan.FromHours(given) : null;
        var rotated = call.Id<WebhookEndpointId>() is { } id
            ? await desk.RotateAsync(call.Program.Id, id, overlap, call.Aborted).ConfigureAwait(false)
            : null;
        return rotated is null
            ? Problem.NotFound
            : new JsonAnswer<WebhookSecretBody>(WebhookSecretBody.Of(rotated), ApiJson.Default.WebhookSecretBody);
    }

    public async Task<IResult> TestAsync(ApiCall call)
    {
        if (await desk.FindAsync(call).ConfigureAwait(false) is not { } endpoint)
        {
            return Problem.NotFound;
        }

        var delivery = await deliveries.TestAsync(endpoint, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<WebhookTestBody>(
            new WebhookTestBody(delivery.EventId.ToString(), delivery.Id.ToString()), ApiJson.Default.WebhookTestBody,
            StatusCodes.Status202Accepted);
    }

    private async Task<WebhookSettings> ReadAsync(ApiCall call, JsonFields fields, InputErrors errors, bool isNew)
    {
        var url = fields.Text("url", Endpoint.MaxUrlLength, isRequired: isNew);
        if (url is not null && await desk.FindUrlProblemAsync(url, call.Aborted).ConfigureAwait(false) is { } problem)
        {
            errors.Add("url", problem);
        }

        var events = fields.Texts("events", EventPattern.MaxLength);
        if (events is not null && !WebhookDesk.AreEvents(events))
        {
            errors.Add("events", $"Must have 1 to {EventPattern.MostPatterns} event types, for example 'sale.created', 'commission.*' or '*'.");
        }

        return new WebhookSettings
        {
            Url = url,
            Events = events,
            Description = fields.Text("description", Endpoint.MaxDescriptionLength),
            IsActive = fields.Flag("active"),
        };
    }
}

/// <summary>Finds the endpoint that a call's path names.</summary>
internal static class WebhookCalls
{
    public static async Task<Endpoint?> FindAsync(this WebhookDesk desk, ApiCall call) =>
        call.Id<WebhookEndpointId>() is { } id
            ? await desk.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;
}
