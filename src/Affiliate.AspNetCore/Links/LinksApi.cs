using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/links</c>: make or change by slug, list, read, change, switch off (TX-14, TX-15).</summary>
internal sealed class LinksApi(IAffiliateStore store, UnitRunner units, LinkDirectory links, TimeProvider time)
{
    private const int MaxSearchLength = 200;

    private readonly LinkWriting _writing = new(time);

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<LinksApi>();
        routes.Get("/links", api.ListAsync, "Links, newest first")
            .WithQuery("page", "per_page", "partner_id", "campaign_id", "status", "search")
            .Gives<PageBody<LinkBody>>();
        routes.Make<LinkId>("/links", ApiScopes.PartnersWrite, api.UpsertAsync, api.FindAsync, "Make a link, or change the one with that slug", 200, 201, 409)
            .Gives<LinkBody>()
            .Takes("""{"slug":"spring","partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","campaign_id":"cmp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","title":"Spring","destination_url":"https://example.com/pricing","redirect_code":302,"status":"active","scheduled_start_at":"2026-03-01T00:00:00Z","scheduled_end_at":"2026-06-01T00:00:00Z","expires_at":"2026-12-31T00:00:00Z","max_clicks":1000,"password":"let-me-in","rules":[{"name":"phones","priority":10,"destination_url":"/pricing","conditions":{"device_in":["mobile"],"country_in":["DE"]}}],"program_id":"default"}""", "slug");
        routes.Get("/links/{id}", api.FindAsync, "A link")
            .Gives<LinkBody>();
        routes.Map(HttpMethods.Patch, "/links/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a link", 200, 409, 413, 415)
            .Gives<LinkBody>()
            .Takes("""{"campaign_id":"cmp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","title":"Spring","destination_url":"https://example.com/pricing","redirect_code":302,"status":"active","scheduled_start_at":"2026-03-01T00:00:00Z","scheduled_end_at":"2026-06-01T00:00:00Z","expires_at":"2026-12-31T00:00:00Z","max_clicks":1000,"password":"let-me-in","rules":[{"name":"phones","priority":10,"destination_url":"/pricing","conditions":{"device_in":["mobile"],"country_in":["DE"]}}],"version":3}""");
        routes.Map(HttpMethods.Delete, "/links/{id}", ApiScopes.PartnersWrite, api.DisableAsync, "Switch a link off; its clicks are kept", 200)
            .Gives<LinkBody>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var wanted = Query<Link>.All.Equal(link => link.ProgramId, call.Program.Id);
        wanted = (call.Partner?.Id ?? query.Id<PartnerId>("partner_id")) is { } partner ? wanted.Equal(link => link.PartnerId, partner) : wanted;
        wanted = query.Id<CampaignId>("campaign_id") is { } campaign ? wanted.Equal(link => link.CampaignId, campaign) : wanted;
        wanted = query.Choice<LinkStatus>("status") is { } status
            ? wanted.Equal(link => link.IsDisabled, status == LinkStatus.Disabled)
            : wanted;
        var search = query.Text("search", MaxSearchLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await store.SearchAsync(
            wanted.Descending(link => link.CreatedAt).Descending(link => link.Id),
            search, link => [link.Slug, link.Title, link.Destination], page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<LinkBody>>(
            PageBody<LinkBody>.Of(found, LinkBody.Of), ApiJson.Default.PageBodyLinkBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        await FindLinkAsync(call).ConfigureAwait(false) is { } link
            ? await AnswerAsync(call, link, isNew: false).ConfigureAwait(false)
            : Problem.NotFound;

    public async Task<IResult> UpsertAsync(ApiCall call)
    {
        var fields = new LinkFields(call);
        var slug = fields.Slug();
        var partner = call.Partner?.Id ?? fields.Partner();
        _ = fields.Version();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await RunAsync(
            call, (unit, ct) => _writing.UpsertAsync(unit, call.Program.Id, slug!, partner, fields, ct)).ConfigureAwait(false);
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = new LinkFields(call);
        _ = fields.Version();
        return call.Refusal ?? await RunAsync(call, (unit, ct) => ChangeFoundAsync(unit, call, fields, ct)).ConfigureAwait(false);
    }

    public Task<IResult> DisableAsync(ApiCall call) => RunAsync(call, async (unit, ct) =>
    {
        if (await FindLinkAsync(unit, call, ct).ConfigureAwait(false) is not { } link)
        {
            return new LinkOutcome(null, Problem.NotFound);
        }

        var disabled = link with { IsDisabled = true, IsDisabledByOwner = link.IsDisabledByOwner || call.Partner is null };
        if (disabled == link)
        {
            return new LinkOutcome(link, null);
        }

        unit.Save(disabled);
        return new LinkOutcome(disabled with { Version = link.Version + 1 }, null);
    });

    private static async Task<LinkOutcome> ChangeFoundAsync(
        IAffiliateUnit unit, ApiCall call, LinkFields fields, CancellationToken ct) =>
        await FindLinkAsync(unit, call, ct).ConfigureAwait(false) is { } link
            ? await LinkWriting.ChangeAsync(unit, link, fields, ct).ConfigureAwait(false)
            : new LinkOutcome(null, Problem.NotFound);

    private async Task<IResult> RunAsync(
        ApiCall call, Func<IAffiliateUnit, CancellationToken, Task<LinkOutcome>> work)
    {
        var outcome = await units.RunAsync(work, call.Aborted).ConfigureAwait(false);
        if (outcome.Link is not { } link)
        {
            return outcome.Problem!;
        }

        links.Forget(link.ProgramId, link.Slug);
        return await AnswerAsync(call, link, outcome.IsNew).ConfigureAwait(false);
    }

    private async Task<JsonAnswer<LinkBody>> AnswerAsync(ApiCall call, Link link, bool isNew)
    {
        // By partner first: that is what clicks are indexed by.
        var clicks = Query<Click>.All.Equal(click => click.PartnerId, link.PartnerId).Equal(click => click.LinkId, link.Id);
        var last = isNew
            ? null
            : await store.FindAsync(clicks.Descending(click => click.OccurredAt), call.Aborted).ConfigureAwait(false);
        var body = LinkBody.Of(link) with
        {
            Clicks = last is null ? 0 : await store.CountAsync(clicks, call.Aborted).ConfigureAwait(false),
            LastClickedAt = last?.OccurredAt,
        };
        return new JsonAnswer<LinkBody>(
            body, ApiJson.Default.LinkBody, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        {
            Location = isNew ? call.LocationOf(link.Id) : null,
            Version = link.Version,
        };
    }

    private Task<Link?> FindLinkAsync(ApiCall call) =>
        store.ExecuteAsync((unit, ct) => FindLinkAsync(unit, call, ct), call.Aborted);

    private static async Task<Link?> FindLinkAsync(IAffiliateUnit unit, ApiCall call, CancellationToken ct)
    {
        var link = call.Id<LinkId>() is { } id
            ? await unit.FindAsync(Link.ById(id), ct).ConfigureAwait(false)
            : null;
        return link?.ProgramId == call.Program.Id && (call.Partner is null || link.PartnerId == call.Partner.Id) ? link : null;
    }

    /// <summary>Whether links are switched on, as it is published.</summary>
    private enum LinkStatus
    {
        Active,
        Disabled,
    }
}
