using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>The click that a visitor has already, and what becomes of it when they arrive again (AF-15).</summary>
internal sealed class CurrentClick(
    IAffiliateStore store, LastClick lastClick, LinkDirectory links, VisitorCookie cookie, AttributionWindows windows, TimeProvider time)
{
    /// <summary>
    /// The newest of the visitor's clicks that could still win a sign-up: by the cookie, or the one that the page kept itself.
    /// </summary>
    public async Task<Click?> FindAsync(HttpContext context, AffiliateProgram program, string? named, CancellationToken ct)
    {
        if (!cookie.HasConsent(context) || cookie.IsImpersonated(context))
        {
            return null;
        }

        var kept = await NamedAsync(program, named, ct).ConfigureAwait(false);
        var own = !cookie.IsOff && VisitorCookie.Read(context.Request) is { } visitor
            ? await lastClick.OfAsync(visitor, program, time.GetUtcNow(), ct).ConfigureAwait(false)
            : null;
        return own is null || kept?.OccurredAt > own.OccurredAt ? kept : own;
    }

    /// <summary>
    /// The click that stands for this arrival too, where the program wants no second one of the same partner; never for what
    /// could not have made it, a prefetch for example.
    /// </summary>
    public async ValueTask<Click?> ReusableAsync(
        HttpContext context, AffiliateProgram program, LinkTarget target, TrafficQuality quality, string? named)
    {
        if (program.RepeatClicks != RepeatClickRule.Reuse || !quality.For(target.Partner).IsAttributable)
        {
            return null;
        }

        var current = await FindAsync(context, program, named, context.RequestAborted).ConfigureAwait(false);
        return current?.PartnerId == target.Partner.Id ? current : null;
    }

    /// <summary>The slug of a click's partner, while the link is open.</summary>
    public async ValueTask<string?> PartnerOfAsync(Click click, AffiliateProgram program, CancellationToken ct) =>
        await links.FindAsync(program.Id, click.Ref, ct).ConfigureAwait(false) is { } target
        && target.Partner.Id == click.PartnerId
        && target.Partner.Status is PartnerStatus.Active or PartnerStatus.Invited
            ? target.Partner.Slug
            : null;

    private async Task<Click?> NamedAsync(AffiliateProgram program, string? named, CancellationToken ct)
    {
        if (!AffiliateId.TryParse<ClickId>(named, out var id))
        {
            return null;
        }

        var click = await store.FindAsync(Click.ById(id), ct).ConfigureAwait(false);
        return click is { Attributable: true } && click.ProgramId == program.Id
            && await windows.CanWinAsync(program, click, time.GetUtcNow(), ct).ConfigureAwait(false)
            ? click
            : null;
    }
}
