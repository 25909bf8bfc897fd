namespace Affiliate.AspNetCore;

/// <summary>Makes and changes links within a unit.</summary>
internal sealed class LinkWriting(TimeProvider time)
{
    /// <summary>Makes a link, or changes the partner's link with that slug (TX-14).</summary>
    public async Task<LinkOutcome> UpsertAsync(
        IAffiliateUnit unit, ProgramId program, string slug, PartnerId? partner, LinkFields fields, CancellationToken ct)
    {
        if (await unit.FindAsync(Link.BySlug(program, slug), ct).ConfigureAwait(false) is { } existing)
        {
            return partner is null || partner == existing.PartnerId
                ? await ChangeAsync(unit, existing, fields, ct).ConfigureAwait(false)
                : new LinkOutcome(null, Problem.Conflict("slug_taken", $"The slug '{slug}' is in use already."));
        }

        if (partner is not { } owner)
        {
            return new LinkOutcome(null, Problem.Validation("partner_id", "Is required."));
        }

        var now = time.GetUtcMilliseconds();
        return await AddAsync(unit, fields.Apply(New(program, owner, slug, now)), campaign: null, fields.IsByPartner, ct).ConfigureAwait(false);
    }

    /// <summary>Makes the first link of a campaign that is about to be added.</summary>
    public static Task<LinkOutcome> MakeAsync(
        IAffiliateUnit unit, Campaign campaign, string slug, LinkFields fields, CancellationToken ct)
    {
        var link = fields.Apply(New(campaign.ProgramId, campaign.PartnerId!.Value, slug, campaign.CreatedAt));
        return AddAsync(unit, link with { CampaignId = campaign.Id }, campaign, fields.IsByPartner, ct);
    }

    private static Link New(ProgramId program, PartnerId partner, string slug, DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<LinkId>(now),
        ProgramId = program,
        PartnerId = partner,
        Slug = slug,
        CreatedAt = now,
    };

    private static async Task<LinkOutcome> AddAsync(
        IAffiliateUnit unit, Link link, Campaign? campaign, bool isByPartner, CancellationToken ct)
    {
        if (!Slug.IsForLink(link.Slug))
        {
            return new LinkOutcome(null, Problem.Validation(campaign is null ? "slug" : "primary_link.slug", "Must have 4 to 24 characters."));
        }

        var partner = await unit.FindAsync(Partner.ById(link.PartnerId), ct).ConfigureAwait(false);
        var problem = partner?.ProgramId == link.ProgramId
            ? await CheckAsync(unit, link, campaign, isByPartner, ct).ConfigureAwait(false)
            : Problem.NotFound;
        if (problem is null)
        {
            unit.Add(link);
        }

        return new LinkOutcome(problem is null ? link : null, problem) { IsNew = true };
    }

    public static async Task<LinkOutcome> ChangeAsync(IAffiliateUnit unit, Link link, LinkFields fields, CancellationToken ct)
    {
        if (fields.Version() is { } version && version != link.Version)
        {
            return new LinkOutcome(null, Problem.Conflict("stale_version", "The link was changed meanwhile; read it again."));
        }

        var changed = fields.Apply(link);
        if (changed == link)
        {
            return new LinkOutcome(link, null);
        }

        if (fields.IsByPartner && await OwnersWordAsync(unit, link, changed, ct).ConfigureAwait(false) is { } refusal)
        {
            return new LinkOutcome(null, refusal);
        }

        if (await CheckAsync(unit, changed, null, fields.IsByPartner, ct).ConfigureAwait(false) is { } problem)
        {
            return new LinkOutcome(null, problem);
        }

        unit.Save(changed);
        return new LinkOutcome(changed with { Version = link.Version + 1 }, null);
    }

    /// <summary>What the program's owner stopped, no partner starts: neither the link nor, by taking it out, its campaign's.</summary>
    private static async Task<Problem?> OwnersWordAsync(IAffiliateUnit unit, Link link, Link changed, CancellationToken ct)
    {
        if (link.IsDisabledByOwner && !changed.IsDisabled)
        {
            return Problem.Conflict("disabled_by_owner", "The program's owner switched the link off; only they can switch it on again.");
        }

        return changed.CampaignId != link.CampaignId && link.CampaignId is { } id
            && await unit.FindAsync(Campaign.ById(id), ct).ConfigureAwait(false) is { Status: not CampaignStatus.Active }
                ? Problem.Conflict("campaign_stopped", "The link's campaign was stopped; only the program's owner can take the link out of it.")
                : null;
    }

    private static async Task<Problem?> CheckAsync(
        IAffiliateUnit unit, Link link, Campaign? campaign, bool isByPartner, CancellationToken ct)
    {
        if (link.ScheduledEndAt <= link.ScheduledStartAt || link.ExpiresAt <= link.ScheduledStartAt)
        {
            return Problem.Validation("scheduled_start_at", "Must be before the link's end.");
        }

        if (link.CampaignId is not { } id)
        {
            return null;
        }

        campaign ??= await unit.FindAsync(Campaign.ById(id), ct).ConfigureAwait(false);
        var isOthers = campaign?.PartnerId is { } owner && owner != link.PartnerId;
        return campaign?.ProgramId != link.ProgramId || (isOthers && isByPartner) ? Problem.NotFound
            : isOthers ? Problem.Validation("campaign_id", "Is a campaign of another partner.")
            : null;
    }
}

/// <summary>The link as it is now, or what is wrong.</summary>
internal sealed record LinkOutcome(Link? Link, Problem? Problem)
{
    public bool IsNew { get; init; }
}
