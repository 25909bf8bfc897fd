namespace Affiliate;

/// <summary>The click that a visitor would be credited by now (AH-16).</summary>
internal sealed class LastClick(IAffiliateStore store, AttributionWindows windows)
{
    /// <summary>So many of the newest are looked at; partners who leave are few.</summary>
    private const int MostClicks = 20;

    /// <summary>The newest click that could still win a sign-up; clicks of partners who left since do not hide those before.</summary>
    public async Task<Click?> OfAsync(
        Guid visitor, AffiliateProgram program, DateTimeOffset now, CancellationToken ct)
    {
        var newest = Query<Click>.All
            .Equal(click => click.VisitorId, visitor)
            .Equal(click => click.ProgramId, program.Id)
            .Equal(click => click.Attributable, true)
            .AtLeast(click => click.OccurredAt, now - AttributionWindows.Longest)
            .Descending(click => click.OccurredAt)
            .Take(MostClicks);
        var clicks = await store.ListAsync(newest, ct).ConfigureAwait(false);
        if (clicks.Count == 0)
        {
            return null;
        }

        var partners = await store
            .ListAsync(Query<Partner>.All.In(partner => partner.Id, clicks.Select(click => click.PartnerId).Distinct()), ct)
            .ConfigureAwait(false);
        var byId = partners.ToDictionary(partner => partner.Id);
        foreach (var click in clicks)
        {
            if (byId.TryGetValue(click.PartnerId, out var partner)
                && await windows.CanWinAsync(program, click, partner, now, ct).ConfigureAwait(false))
            {
                return click;
            }
        }

        return null;
    }
}
