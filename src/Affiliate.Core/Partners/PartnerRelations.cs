namespace Affiliate;

/// <summary>What a partner may be related to: groups, plans and recruiters of the same program.</summary>
internal static class PartnerRelations
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(366);

    /// <summary>Refuses what cannot be, where it was changed.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="known">The partner as it was; <see langword="null"/> for a new one.</param>
    /// <param name="partner">The partner as it would be.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ArgumentException">Named as it is published: what is unknown, stopped, or the partner itself.</exception>
    public static async Task CheckAsync(IAffiliateUnit unit, Partner? known, Partner partner, CancellationToken ct)
    {
        var program = partner.ProgramId;
        if (partner.GroupId is { } group && group != known?.GroupId
            && (await unit.FindAsync(PartnerGroup.ById(group), ct).ConfigureAwait(false) is not { IsActive: true } found
                || found.ProgramId != program))
        {
            throw Fault("group_id", "The group is unknown or no longer active.");
        }

        if (partner.PlanId is { } plan && plan != known?.PlanId
            && (await unit.FindAsync(Plan.ById(plan), ct).ConfigureAwait(false) is not { IsActive: true } own || own.ProgramId != program))
        {
            throw Fault("plan_id", "The plan is unknown or no longer active.");
        }

        if (partner.RecruitedBy is { } recruiterId && recruiterId != known?.RecruitedBy
            && (await unit.FindAsync(Partner.ById(recruiterId), ct).ConfigureAwait(false) is not { } recruiter
                || recruiter.ProgramId != program || recruiterId == partner.Id || recruiter.RecruitedBy == partner.Id))
        {
            throw Fault("recruited_by", "Must be another partner of the program, not recruited by this one.");
        }

        if (partner.HoldPeriod < TimeSpan.Zero || partner.HoldPeriod > LongestHold)
        {
            throw Fault("hold_period_days", "The hold is 0 to 366 days.");
        }

        if (!AttributionWindows.IsValid(partner.AttributionWindow))
        {
            throw Fault("attribution_window_days", "The attribution window is 1 to 366 days.");
        }
    }

    private static ArgumentException Fault(string field, string message) => new(message, field);
}
