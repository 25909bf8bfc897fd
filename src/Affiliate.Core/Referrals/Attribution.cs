namespace Affiliate;

/// <summary>Chooses who is credited among competing clicks. Pure: the same clicks and terms give the same decision.</summary>
internal static class Attribution
{
    /// <summary>How far a provider's clock, which counts whole seconds, may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The last attributable click inside the window, by an active partner, made before the customer was known.</summary>
    public static AttributionDecision LastClick(IEnumerable<CompetingClick> clicks, AttributionTerms terms)
    {
        Click? winner = null;
        var verdicts = new List<ClickVerdict>();
        foreach (var (click, partner) in clicks.OrderByDescending(c => c.Click.OccurredAt).ThenByDescending(c => c.Click.Id.Value))
        {
            var obstacle = Obstacle(click, partner, terms) ?? (winner is null ? null : "earlier");
            winner = obstacle is null ? click : winner;
            verdicts.Add(new ClickVerdict(
                click.Id.ToString(), click.PartnerId.ToString(), click.OccurredAt, obstacle ?? "won"));
        }

        var reason = winner is not null ? "last_click" : verdicts.Count > 0 ? verdicts[0].Verdict : "no_click";
        return new AttributionDecision(winner, reason, verdicts);
    }

    private static string? Obstacle(Click click, PartnerStatus? partner, AttributionTerms terms)
    {
        if (click.ProgramId != terms.ProgramId)
        {
            return "other_program";
        }

        if (!click.Attributable)
        {
            return click.Reason ?? "not_attributable";
        }

        if (partner is not (PartnerStatus.Active or PartnerStatus.Invited))
        {
            return "partner_inactive";
        }

        if (terms.Now - click.OccurredAt > terms.Window)
        {
            return "outside_window";
        }

        if (click.OccurredAt > terms.Now + ClockSkew)
        {
            return "later";
        }

        return click.OccurredAt > terms.KnownSince ? "existing_customer" : null;
    }
}

/// <summary>A click that may win, with where its partner stands now.</summary>
internal sealed record CompetingClick(Click Click, PartnerStatus? Partner);

/// <summary>What a decision depends on beside the clicks.</summary>
/// <param name="ProgramId">The program; clicks of others never win.</param>
/// <param name="Window">How old a click may be, this age included (AH-15).</param>
/// <param name="Now">When the sign-up or sale happened.</param>
/// <param name="KnownSince">Since when the customer exists; later clicks win nobody over.</param>
internal sealed record AttributionTerms(
    ProgramId ProgramId, TimeSpan Window, DateTimeOffset Now, DateTimeOffset KnownSince);

/// <summary>Who is credited and why, and why each other click lost.</summary>
internal sealed record AttributionDecision(Click? Winner, string Reason, IReadOnlyList<ClickVerdict> Clicks);

/// <summary>What became of one competing click.</summary>
internal sealed record ClickVerdict(string ClickId, string PartnerId, DateTimeOffset OccurredAt, string Verdict);
