using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>/payments/backfill</c>: reads the last days from a payment provider. A provider's account may serve many programs, so only
/// keys of the installation's default program may.
/// </summary>
internal sealed class BackfillApi(PaymentBackfill backfill, ProgramDirectory programs, TimeProvider time)
{
    private const int MaxNameLength = 64;
    private const int DefaultDays = 30;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<BackfillApi>();
        routes.Make<PaymentBackfillId>(
            "/payments/backfill", ApiScopes.CommissionsWrite, api.StartAsync, api.FindAsync, "Read the last days from a payment provider", 202)
            .Gives<BackfillBody>().Takes("""{"provider":"stripe","endpoint":"eu","days":30,"from":"2026-01-01","to":"2026-01-31"}""", "provider");
        routes.Get("/payments/backfill", api.ListAsync, "Back-fills, newest first").WithQuery("page", "per_page")
            .Gives<PageBody<BackfillBody>>();
        routes.Get("/payments/backfill/{id}", api.FindAsync, "How far a back-fill came").Gives<BackfillBody>();
        routes.Post(
            "/payments/backfill/{id}/cancel", ApiScopes.CommissionsWrite,
            call => api.ChangeAsync(call, backfill => backfill.CancelAsync), "Stop a back-fill after the page it is at", 200, 409)
            .Gives<BackfillBody>().Takes("""{}""");
        routes.Post(
            "/payments/backfill/{id}/resume", ApiScopes.CommissionsWrite,
            call => api.ChangeAsync(call, backfill => backfill.ResumeAsync), "Go on with a back-fill that failed or was stopped", 200, 409)
            .Gives<BackfillBody>().Takes("""{}""");
    }

    public async Task<IResult> StartAsync(ApiCall call)
    {
        var fields = call.Fields;
        var provider = fields.Name("provider", MaxNameLength, isRequired: true);
        var endpoint = fields.Text("endpoint", MaxNameLength) ?? "";
        var days = fields.Whole("days", 1, (long)PaymentBackfill.MaxPeriod.TotalDays);
        var (from, to) = (fields.Date("from"), fields.Date("to"));
        if (days is not null && from is not null)
        {
            call.Errors.Add("days", "Give either 'days' or 'from'.");
        }

        var begin = from?.Instant ?? time.GetUtcNow().AddDays(-(days ?? DefaultDays));
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await IsOwnerAsync(call).ConfigureAwait(false))
        {
            return Problem.NotFound;
        }

        try
        {
            var run = await backfill.StartAsync(provider!, begin, to?.End, endpoint, call.Aborted).ConfigureAwait(false);
            return new JsonAnswer<BackfillBody>(BackfillBody.Of(run), ApiJson.Default.BackfillBody, StatusCodes.Status202Accepted)
            {
                Location = call.LocationOf(run.Id),
            };
        }
        catch (ArgumentException)
        {
            return Problem.Validation(
                from is null ? "to" : "from",
                $"The time must begin in the past, before its end, and have at most {PaymentBackfill.MaxPeriod.TotalDays} days.");
        }
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var runs = await IsOwnerAsync(call).ConfigureAwait(false)
            ? await backfill.ListAsync(page, call.Aborted).ConfigureAwait(false)
            : new Page<PaymentBackfillRun>([], 0, page.Number, page.Size);
        return new JsonAnswer<PageBody<BackfillBody>>(
            PageBody<BackfillBody>.Of(runs, BackfillBody.Of), ApiJson.Default.PageBodyBackfillBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) => Answer(await OwnAsync(call).ConfigureAwait(false));

    private async Task<IResult> ChangeAsync(
        ApiCall call, Func<PaymentBackfill, Func<PaymentBackfillId, CancellationToken, Task<PaymentBackfillRun?>>> change) =>
        Answer(await OwnAsync(call).ConfigureAwait(false) is { } run
            ? await change(backfill)(run.Id, call.Aborted).ConfigureAwait(false)
            : null);

    private async Task<PaymentBackfillRun?> OwnAsync(ApiCall call) =>
        call.Id<PaymentBackfillId>() is { } id
        && await backfill.FindAsync(id, call.Aborted).ConfigureAwait(false) is { } run && run.ProgramId == call.Program.Id ? run : null;

    private async ValueTask<bool> IsOwnerAsync(ApiCall call) =>
        (await programs.GetDefaultAsync(call.Aborted).ConfigureAwait(false)).Id == call.Program.Id;

    private static IResult Answer(PaymentBackfillRun? run) => run is null
        ? Problem.NotFound
        : new JsonAnswer<BackfillBody>(BackfillBody.Of(run), ApiJson.Default.BackfillBody);
}

/// <summary>A back-fill as it is published.</summary>
internal sealed record BackfillBody(
    string Id, string Provider, string Endpoint, DateTimeOffset From, DateTimeOffset To, string Status, int Pages, long Messages,
    long Applied, long Known, long Ignored, long Quarantined, string? Error, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt)
{
    public static BackfillBody Of(PaymentBackfillRun run) => new(
        run.Id.ToString(), run.Provider, run.Endpoint, run.From, run.To, WireName.Of(run.State), run.Pages, run.Messages, run.Applied,
        run.Known, run.Ignored, run.Quarantined, run.Error, run.CreatedAt, run.UpdatedAt, run.FinishedAt);
}
