namespace Affiliate;

/// <summary>Who would be credited under another model or window, from the clicks that competed then. Pure.</summary>
internal static class ReplayCredit
{
    /// <summary>The partner; <see langword="null"/> for nobody.</summary>
    /// <param name="stored">The sale.</param>
    /// <param name="decisions">The decisions on its customer, newest first.</param>
    /// <param name="program">The program, for what is not changed.</param>
    /// <param name="model">How clicks share the credit.</param>
    /// <param name="window">How old a click may be; <see langword="null"/> for what it was.</param>
    public static PartnerId? Of(
        StoredSale stored, IEnumerable<ReferralDecision> decisions, AffiliateProgram program, IAttributionModel model, TimeSpan? window)
    {
        var sale = stored.Sale;
        var known = decisions.Where(d => d.CreatedAt <= stored.DecidedAt).ToList();
        var decision = known.Find(d => d.IsBinding && (d.EffectiveFrom is not { } from || from <= sale.OccurredAt))
            ?? known.FirstOrDefault();

        // What a person decided, or a coupon, no click decides.
        if (decision is null || decision.Cause == ReferralCause.Correction || decision.Reason is "coupon" or "coupon_partner" or "partner_ref")
        {
            return sale.PartnerId;
        }

        var clicks = decision.ReadCandidates().Clicks;
        if (clicks.Count == 0)
        {
            return sale.PartnerId;
        }

        var at = decision.SaleId == sale.Id ? sale.OccurredAt : decision.CreatedAt;
        return Attribution.Decide(
            clicks.Select(click => Competing(click, program, window is not null)), coupon: null,
            new AttributionTerms(program.Id, window ?? TimeSpan.MaxValue, at, DateTimeOffset.MaxValue, model, program.CouponRule)).Partner;
    }

    /// <summary>A click that could have won still can; one that was too old may be young enough; any other obstacle stays.</summary>
    private static CompetingClick Competing(ClickVerdict click, AffiliateProgram program, bool hasOtherWindow)
    {
        var isAble = click.Verdict is "won" or "shared" or "earlier" or "later" or "outweighed" || click.ShareBasisPoints > 0
            || (hasOtherWindow && click.Verdict == "outside_window");
        return new CompetingClick(
            new Click
            {
                Id = AffiliateId.Parse<ClickId>(click.ClickId),
                ProgramId = program.Id,
                PartnerId = AffiliateId.Parse<PartnerId>(click.PartnerId),
                LinkId = default,
                Ref = "",
                OccurredAt = click.OccurredAt,
                Qualified = true,
                Attributable = isAble,
                NotAttributableReason = isAble ? null : click.Verdict,
            },
            PartnerStatus.Active);
    }
}
