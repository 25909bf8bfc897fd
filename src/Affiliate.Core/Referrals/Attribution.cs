namespace Affiliate;

/// <summary>
/// Chooses who is credited among competing clicks and a coupon. Pure: the same candidates and terms give the same decision,
/// in whatever order they come.
/// </summary>
internal static class Attribution
{
    /// <summary>What all shares of a decision add up to.</summary>
    public const int Whole = 10_000;

    private static readonly Rate Half = new(Whole / 2);

    /// <summary>A code that the program does not know says less than a click that could not win: most shops have codes of their own.</summary>
    public const string UnknownCoupon = "unknown_coupon";

    /// <summary>The one partner who is credited, and why each other candidate is not.</summary>
    public static AttributionDecision Decide(
        IEnumerable<CompetingClick> clicks, CompetingCoupon? coupon, AttributionTerms terms)
    {
        var newestFirst = clicks.OrderByDescending(c => c.Click.OccurredAt).ThenByDescending(c => c.Click.Id.Value).ToList();
        var obstacles = newestFirst.ConvertAll(c => Obstacle(c, terms));
        var shares = Shares(newestFirst, obstacles, terms);
        var winner = Winner(newestFirst, shares);
        var couponVerdict = coupon is null ? null : Obstacle(coupon, newestFirst, obstacles, winner, terms) ?? "won";
        var byCoupon = couponVerdict == "won" ? coupon : null;
        var shared = Shared(byCoupon, winner, newestFirst, obstacles, terms);
        var lost = byCoupon is null ? Outweighed(terms) : "coupon";
        var verdicts = newestFirst.Select((competing, index) => new ClickVerdict(
            competing.Click.Id.ToString(), competing.Click.PartnerId.ToString(), competing.Click.OccurredAt,
            obstacles[index] ?? (byCoupon is null && competing == winner ? "won" : competing == shared?.Click ? "shared" : lost), shares[index])).ToList();
        var reason = byCoupon is not null ? "coupon"
            : winner is not null ? terms.Model.Name
            : couponVerdict is not null && (couponVerdict != UnknownCoupon || verdicts.Count == 0) ? couponVerdict
            : verdicts.Count > 0 ? verdicts[0].Verdict
            : "no_click";
        return new AttributionDecision
        {
            Partner = byCoupon?.PartnerId ?? winner?.Click.PartnerId,
            Click = byCoupon is null ? winner?.Click : Own(byCoupon, newestFirst, obstacles),
            Coupon = byCoupon,
            Reason = reason,
            Shared = shared,
            Review = byCoupon?.Review ?? ReviewOf(byCoupon?.PartnerId ?? winner?.Click.PartnerId, newestFirst) ?? shared?.Click.Review,
            Clicks = verdicts,
            CouponVerdict = coupon is null
                ? null
                : new CouponVerdict(coupon.Code, coupon.PartnerId?.ToString(), couponVerdict!),
        };
    }

    /// <summary>Why a person should look at what the partner earns: any of the partner's clicks may tell, not only the one that wins.</summary>
    private static string? ReviewOf(PartnerId? partner, List<CompetingClick> clicks) =>
        clicks.Where(click => click.Click.PartnerId == partner).Select(click => click.Review).FirstOrDefault(review => review is not null);

    /// <summary>
    /// Whose partner gets a part: that of the click which the coupon beat, where the program splits; else of the newest click of
    /// another partner that could have won, where it pays for assistance.
    /// </summary>
    private static SharedCredit? Shared(
        CompetingCoupon? byCoupon, CompetingClick? winner, List<CompetingClick> newestFirst, List<string?> obstacles, AttributionTerms terms)
    {
        var credited = byCoupon?.PartnerId ?? winner?.Click.PartnerId;
        if (byCoupon is not null && terms.Coupons == CouponRule.Split && winner is not null && winner.Click.PartnerId != credited)
        {
            return new SharedCredit(winner, Half);
        }

        return credited is not null && terms.AssistShare is { } rate
            && newestFirst.Where((_, index) => obstacles[index] is null).FirstOrDefault(click => click.Click.PartnerId != credited) is { } assist
                ? new SharedCredit(assist, rate)
                : null;
    }

    private static string Outweighed(AttributionTerms terms) => terms.Model.Name switch
    {
        AttributionModels.LastClick => "earlier",
        AttributionModels.FirstClick => "later",
        _ => "outweighed",
    };

    /// <summary>The newest click of the coupon's own partner, which the sale then carries along.</summary>
    private static Click? Own(CompetingCoupon coupon, List<CompetingClick> clicks, List<string?> obstacles) =>
        clicks.Where((click, index) => obstacles[index] is null && click.Click.PartnerId == coupon.PartnerId)
            .Select(click => click.Click).FirstOrDefault();

    /// <summary>Of the partner with the largest share the click with the largest; of equals the newest.</summary>
    private static CompetingClick? Winner(List<CompetingClick> newestFirst, int[] shares)
    {
        var partner = newestFirst.Select((competing, index) => (competing.Click.PartnerId, Share: shares[index], index))
            .Where(item => item.Share > 0)
            .GroupBy(item => item.PartnerId)
            .OrderByDescending(group => group.Sum(item => item.Share))
            .ThenBy(group => group.Min(item => item.index))
            .FirstOrDefault();
        return partner is null ? null : newestFirst[partner.OrderByDescending(i => i.Share).ThenBy(i => i.index).First().index];
    }

    /// <summary>How much of the whole each click has, by the model; parts are rounded so that they add up.</summary>
    private static int[] Shares(List<CompetingClick> newestFirst, List<string?> obstacles, AttributionTerms terms)
    {
        var shares = new int[newestFirst.Count];
        var able = Enumerable.Range(0, shares.Length).Where(index => obstacles[index] is null).Reverse().ToList();
        if (able.Count == 0)
        {
            return shares;
        }

        var parts = Share(
            terms.Model,
            able.ConvertAll(index => new AttributionTouch(
                newestFirst[index].Click.Id, newestFirst[index].Click.PartnerId, newestFirst[index].Click.OccurredAt)),
            terms.Now);
        for (var i = 0; i < able.Count; i++)
        {
            shares[able[i]] = parts[i];
        }

        return shares;
    }

    /// <summary>How much of the whole each of some clicks that may win has, oldest first.</summary>
    public static int[] Share(IAttributionModel model, IReadOnlyList<AttributionTouch> touches, DateTimeOffset at)
    {
        var weights = model.Weigh(touches, at);
        var total = weights.Sum();
        var exact = weights.Select(weight => weight / total * Whole).ToList();
        var rest = Whole - exact.Sum(share => (int)share);
        var byRemainder = Enumerable.Range(0, exact.Count)
            .OrderByDescending(i => exact[i] - (int)exact[i]).ThenByDescending(i => i).Take(rest).ToHashSet();
        return [.. exact.Select((share, i) => (int)share + (byRemainder.Contains(i) ? 1 : 0))];
    }

    /// <summary>Whether a click with this verdict could have won: it lost, if it did, to another candidate only.</summary>
    public static bool CouldWin(string verdict) => verdict is "won" or "shared" or "earlier" or "later" or "outweighed" or "coupon";

    private static string? Obstacle(CompetingClick competing, AttributionTerms terms)
    {
        var click = competing.Click;
        return click.ProgramId != terms.ProgramId ? "other_program"
            : !click.Attributable ? click.Reason ?? "not_attributable"
            : !IsActive(competing.Partner) ? "partner_inactive"
            : terms.Now - click.OccurredAt > (competing.Window ?? terms.Window) ? "outside_window"
            : click.OccurredAt < terms.From ? "bound"
            : click.OccurredAt > terms.Now + Clock.Skew ? "too_late"
            : click.OccurredAt > terms.KnownSince ? "existing_customer"
            : competing.Self.Refusal;
    }

    private static string? Obstacle(
        CompetingCoupon coupon, List<CompetingClick> clicks, List<string?> obstacles, CompetingClick? winner,
        AttributionTerms terms) =>
        coupon.Obstacle
        ?? (coupon.PartnerId is null ? UnknownCoupon
            : !IsActive(coupon.Partner) ? "partner_inactive"
            : coupon.Self.Refusal is { } refusal ? refusal
            : coupon.IsExistingCustomer ? "existing_customer"
            : terms.Coupons == CouponRule.ClickWins && winner is not null ? "click"
            : terms.Coupons == CouponRule.NeedsClick && Own(coupon, clicks, obstacles) is null ? "no_own_click"
            : null);

    private static bool IsActive(PartnerStatus? partner) => partner is PartnerStatus.Active or PartnerStatus.Invited;
}
