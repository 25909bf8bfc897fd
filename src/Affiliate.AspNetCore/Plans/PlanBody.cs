namespace Affiliate.AspNetCore;

/// <summary>A plan as it is published, with its newest version.</summary>
internal sealed record PlanBody(
    string Id, string ProgramId, string Name, bool Default, bool Active, int Version, DateTimeOffset? ApplyFrom,
    IReadOnlyList<FlowBody> Flows, int? DurationMonths, int? MaxSales, bool CountYearsAsTwelve, bool StopAtCancellation,
    int? ResumeWithinDays, IReadOnlyList<CapBody> Caps,
    IReadOnlyList<BonusBody> Bonuses, decimal? RecruiterPct, int? RecruiterMonths, string Selection, string Rounding,
    bool RoundEachLine, string Base, IReadOnlyList<string> ExcludedProducts, bool IgnoreProrations, bool FlatProportional, bool FlatUntilFull,
    long? KeepRefundsUpToCents, IReadOnlyList<string> Warnings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static PlanBody Of(SavedPlan saved)
    {
        var (plan, version, terms, warnings) = saved;
        return new PlanBody(
            plan.Id.ToString(), plan.ProgramId.ToString(), plan.Name, plan.IsDefault, plan.IsActive, version.Number,
            version.AppliesFrom, [.. terms.Flows.Select(flow => FlowBody.Of(saved, flow))], terms.DurationMonths, terms.MaxSales,
            terms.CountsYearsAsTwelve, terms.StopsAtCancellation, terms.ResumesWithinDays,
            [.. terms.Caps.Select(CapBody.Of)],
            [.. terms.Bonuses.Select(b => new BonusBody(b.Key, WireName.Of(b.Metric), b.Goal, b.AmountMinorUnits, b.Currency))],
            terms.RecruiterShare?.Percent, terms.RecruiterMonths, WireName.Of(terms.Selection), WireName.Of(terms.Rounding),
            terms.RoundsEachLine, WireName.Of(terms.Base), terms.ExcludedProducts, terms.IgnoresProrations, terms.AreFlatRewardsProportional,
            terms.AreFlatRewardsKeptUntilFull, terms.KeepsRefundsUpTo, warnings, plan.CreatedAt, version.CreatedAt);
    }
}

/// <summary>A bonus as it is published.</summary>
internal sealed record BonusBody(string Key, string Metric, long Goal, long AmountCents, string Currency);
