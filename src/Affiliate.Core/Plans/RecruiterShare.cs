namespace Affiliate;

/// <summary>The share of who recruited a partner: a commission of its own, reversed with the one it is a share of.</summary>
internal static class RecruiterShare
{
    public static async Task<Commission?> OfAsync(
        IAffiliateUnit unit, Partner partner, PlanTerms? terms, Commission source, CancellationToken ct)
    {
        if (terms?.RecruiterShare is not { } rate || partner.RecruitedBy is not { } recruiterId
            || (terms.RecruiterMonths is { } months && !CalendarMonths.IsWithin(partner.CreatedAt, months, source.CreatedAt)))
        {
            return null;
        }

        var recruiter = await unit.FindAsync(Partner.ById(recruiterId), ct).ConfigureAwait(false);
        var amount = rate.Of(source.AmountMinorUnits, terms.Rounding);
        return amount == 0 || recruiter is not { Status: PartnerStatus.Active or PartnerStatus.Invited }
            || recruiter.ProgramId != partner.ProgramId
            ? null
            : source.PartFor(recruiter.Id, amount) with
            {
                Kind = CommissionKind.Recruit,
                SourceKey = Commission.RecruitSource(source.Id),
                Rule = "recruit",
                BaseMinorUnits = source.AmountMinorUnits,
                Rate = rate,
                Rounding = terms.Rounding,
            };
    }
}
