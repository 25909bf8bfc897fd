namespace Affiliate;

/// <summary>How old a click may be: the partner's own window, else the group's, else the program's.</summary>
internal sealed class AttributionWindows(PlanDirectory plans, IAffiliateStore store)
{
    /// <summary>No window is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    public static bool IsValid(TimeSpan? window) => window is null || (window >= Shortest && window <= Longest);

    /// <summary>The window of a partner's clicks at a time.</summary>
    public async ValueTask<TimeSpan> OfAsync(
        IAffiliateUnit? unit, AffiliateProgram program, Partner partner, DateTimeOffset at, CancellationToken ct) =>
        partner.AttributionWindow
        ?? (await plans.PolicyAsync(unit, partner, at, ct).ConfigureAwait(false))?.AttributionWindow
        ?? program.AttributionWindow;

    /// <summary>Whether a click could win a sign-up now, as far as its age and its partner go.</summary>
    public async ValueTask<bool> CanWinAsync(
        AffiliateProgram program, Click click, Partner partner, DateTimeOffset now, CancellationToken ct) =>
        partner.Status is PartnerStatus.Active or PartnerStatus.Invited
        && now - click.OccurredAt <= await OfAsync(null, program, partner, now, ct).ConfigureAwait(false);

    /// <summary>The same, for who knows the click alone.</summary>
    public async ValueTask<bool> CanWinAsync(AffiliateProgram program, Click click, DateTimeOffset now, CancellationToken ct) =>
        await store.FindAsync(Partner.ById(click.PartnerId), ct).ConfigureAwait(false) is { } partner
        && await CanWinAsync(program, click, partner, now, ct).ConfigureAwait(false);
}
