using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/campaigns</c>: make (with a primary link, TX-02), list, read, change, archive.</summary>
internal sealed class CampaignsApi(IAffiliateStore store, UnitRunner units, LinkDirectory links, TimeProvider time)
{
    private const int MaxGoalLength = 64;
    private const int MaxSearchLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CampaignsApi>();
        routes.Get("/campaigns", api.ListAsync, "Campaigns, newest first")
            .WithQuery("page", "per_page", "partner_id", "status", "search").Gives<PageBody<CampaignBody>>();
        routes.Make<CampaignId>("/campaigns", ApiScopes.PartnersWrite, api.CreateAsync, api.FindAsync, "Make a campaign, with its primary link if given", 201, 409).Gives<CampaignBody>().Takes("""{"name":"Spring","goal":"affiliate_clickout","status":"active","partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","primary_link":{"slug":"spring","destination_url":"/pricing","title":"Spring"},"program_id":"default"}""", "name");
        routes.Get("/campaigns/{id}", api.FindAsync, "A campaign").Gives<CampaignBody>();
        routes.Map(HttpMethods.Patch, "/campaigns/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a campaign", 200, 409, 413, 415).Gives<CampaignBody>().Takes("""{"name":"Summer","goal":"affiliate_clickout","status":"active","version":3}""");
        routes.Map(HttpMethods.Delete, "/campaigns/{id}", ApiScopes.PartnersWrite, api.ArchiveAsync, "Archive a campaign; its links stop, its clicks are kept", 200).Gives<CampaignBody>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var wanted = Query<Campaign>.All.Equal(campaign => campaign.ProgramId, call.Program.Id);
        wanted = query.Id<PartnerId>("partner_id") is { } partner
            ? wanted.Equal(campaign => campaign.PartnerId, partner)
            : wanted;
        wanted = query.Choice<CampaignStatus>("status") is { } status ? wanted.Equal(campaign => campaign.Status, status) : wanted;
        var search = query.Text("search", MaxSearchLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await store.SearchAsync(
            wanted.Descending(campaign => campaign.CreatedAt).Descending(campaign => campaign.Id),
            search, campaign => [campaign.Name, campaign.Goal], page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<CampaignBody>>(
            PageBody<CampaignBody>.Of(found, campaign => CampaignBody.Of(campaign, null)), ApiJson.Default.PageBodyCampaignBody);
    }

    public async Task<IResult> FindAsync(ApiCall call)
    {
        var campaign = await store.ExecuteAsync((unit, ct) => FindAsync(unit, call, ct), call.Aborted).ConfigureAwait(false);
        return campaign is null ? Problem.NotFound : await AnswerAsync(campaign, call.Aborted).ConfigureAwait(false);
    }

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var change = Read(fields, isNew: true);
        var partner = fields.Id<PartnerId>("partner_id");
        LinkFields? primary = fields.Object("primary_link", out var link) is null ? null : new LinkFields(call, link, "primary_link.");
        var slug = primary?.Slug();
        if (primary is not null && partner is null && !call.Errors.Has("partner_id"))
        {
            call.Errors.Add("partner_id", "Is required with a primary link.");
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcMilliseconds();
        var campaign = change(new Campaign
        {
            Id = AffiliateId.New<CampaignId>(now),
            ProgramId = call.Program.Id,
            PartnerId = partner,
            Name = "",
            Status = CampaignStatus.Active,
            CreatedAt = now,
        });
        var (made, failure) = await units.RunAsync(
            (unit, ct) => AddAsync(unit, campaign, slug, primary, ct), call.Aborted).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        if (made is not null)
        {
            links.Forget(made.ProgramId, made.Slug);
        }

        return new JsonAnswer<CampaignBody>(
            CampaignBody.Of(campaign, made), ApiJson.Default.CampaignBody, StatusCodes.Status201Created)
        {
            Location = call.LocationOf(campaign.Id),
            Version = campaign.Version,
        };
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        var version = fields.Whole("version", 0, int.MaxValue);
        var change = Read(fields, isNew: false);
        return call.Refusal ?? await SaveAsync(call, version, change).ConfigureAwait(false);
    }

    public Task<IResult> ArchiveAsync(ApiCall call) =>
        SaveAsync(call, null, campaign => campaign with { Status = CampaignStatus.Archived });

    private static Func<Campaign, Campaign> Read(JsonFields fields, bool isNew)
    {
        fields.RefuseNulls("name", "status");
        var name = fields.Name("name", Campaign.MaxNameLength, isRequired: isNew);
        var goal = fields.Name("goal", MaxGoalLength);
        var status = fields.Choice<CampaignStatus>("status", inAnyCase: true);
        return campaign => campaign with
        {
            Name = name ?? campaign.Name,
            Goal = fields.Has("goal") ? goal : campaign.Goal,
            Status = status ?? campaign.Status,
        };
    }

    private static async Task<(Link? Link, Problem? Problem)> AddAsync(
        IAffiliateUnit unit, Campaign campaign, string? slug, LinkFields? primary, CancellationToken ct)
    {
        if (campaign.PartnerId is { } partner
            && (await unit.FindAsync(Partner.ById(partner), ct).ConfigureAwait(false))?.ProgramId != campaign.ProgramId)
        {
            return (null, Problem.NotFound);
        }

        if (primary is null)
        {
            unit.Add(campaign);
            return (null, null);
        }

        if (await unit.FindAsync(Link.BySlug(campaign.ProgramId, slug!), ct).ConfigureAwait(false) is not null)
        {
            return (null, Problem.Conflict("slug_taken", $"The slug '{slug}' is in use already."));
        }

        // Looked at before anything is added: a unit that refuses must not leave half of it.
        var outcome = await LinkWriting.MakeAsync(unit, campaign, slug!, primary, ct).ConfigureAwait(false);
        if (outcome.Problem is null)
        {
            unit.Add(campaign);
        }

        return (outcome.Link, outcome.Problem);
    }

    private async Task<IResult> SaveAsync(ApiCall call, long? version, Func<Campaign, Campaign> change)
    {
        var (campaign, problem) = await units.RunAsync(
            async (unit, ct) =>
            {
                if (await FindAsync(unit, call, ct).ConfigureAwait(false) is not { } found)
                {
                    return ((Campaign?)null, Problem.NotFound);
                }

                if (version is not null && version != found.Version)
                {
                    return (null, Problem.Conflict("stale_version", "The campaign was changed meanwhile; read it again."));
                }

                var changed = change(found);
                if (changed != found)
                {
                    unit.Save(changed);
                    changed = changed with { Version = found.Version + 1 };
                }

                return (changed, (Problem?)null);
            },
            call.Aborted).ConfigureAwait(false);
        if (campaign is null)
        {
            return problem!;
        }

        await ForgetLinksAsync(campaign, call.Aborted).ConfigureAwait(false);
        return await AnswerAsync(campaign, call.Aborted).ConfigureAwait(false);
    }

    /// <summary>What this instance knows of the campaign's links is read again at once; others follow within ten seconds.</summary>
    private async Task ForgetLinksAsync(Campaign campaign, CancellationToken ct)
    {
        await foreach (var link in store.ReadAsync(LinksOf(campaign), ct).ConfigureAwait(false))
        {
            links.Forget(link.ProgramId, link.Slug);
        }
    }

    private async Task<IResult> AnswerAsync(Campaign campaign, CancellationToken ct)
    {
        var oldest = LinksOf(campaign).Ascending(link => link.CreatedAt);
        var primary = await store.FindAsync(oldest, ct).ConfigureAwait(false);
        return new JsonAnswer<CampaignBody>(CampaignBody.Of(campaign, primary), ApiJson.Default.CampaignBody)
        {
            Version = campaign.Version,
        };
    }

    private static Query<Link> LinksOf(Campaign campaign) => Query<Link>.All.Equal(link => link.CampaignId, campaign.Id);

    private static async Task<Campaign?> FindAsync(IAffiliateUnit unit, ApiCall call, CancellationToken ct)
    {
        var campaign = call.Id<CampaignId>() is { } id
            ? await unit.FindAsync(Campaign.ById(id), ct).ConfigureAwait(false)
            : null;
        return campaign?.ProgramId == call.Program.Id ? campaign : null;
    }
}
