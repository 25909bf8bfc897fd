namespace Affiliate;

/// <summary>Gathers what a decision is made of: competing clicks, a coupon, and the terms.</summary>
internal sealed class Candidates(SelfReferrals selfReferrals, AttributionWindows windows)
{
    /// <summary>How many of a visitor's clicks compete, newest first: enough to explain, bounded for a robot.</summary>
    private const int MostClicks = 50;

    public async Task<IReadOnlyList<CompetingClick>> ClicksAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, ClickEvidence evidence, BindingCase about,
        CancellationToken ct)
    {
        var clicks = new Dictionary<ClickId, Click>();
        foreach (var visitor in evidence.VisitorIds)
        {
            var own = Query<Click>.All.Equal(c => c.VisitorId, visitor).Equal(c => c.ProgramId, program.Id);
            var newest = await unit.ListAsync(own.Descending(c => c.OccurredAt).Take(MostClicks), ct).ConfigureAwait(false);

            // Of very many the first one counts too, for models that look at it.
            var oldest = newest.Count < MostClicks
                ? []
                : await unit.ListAsync(own.Ascending(c => c.OccurredAt).Take(1), ct).ConfigureAwait(false);
            foreach (var click in newest.Concat(oldest))
            {
                clicks[click.Id] = click;
            }
        }

        // Another program's click is like none: what competes is shown to this one (I17).
        foreach (var id in evidence.ClickIds.Where(id => !clicks.ContainsKey(id)))
        {
            if (await unit.FindAsync(Click.ById(id), ct).ConfigureAwait(false) is { } click && click.ProgramId == program.Id)
            {
                clicks[id] = click;
            }
        }

        if (clicks.Count == 0)
        {
            return [];
        }

        var partners = await StandingAsync(unit, program, customer, clicks.Values.Select(c => c.PartnerId), about, ct)
            .ConfigureAwait(false);
        return [.. clicks.Values.Select(click => partners.TryGetValue(click.PartnerId, out var standing)
            ? new CompetingClick(click, standing.Partner.Status, standing.Self) { Window = standing.Window }
            : new CompetingClick(click, null))];
    }

    public async Task<CompetingCoupon?> CouponAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, FoundCoupon? found, BindingCase about,
        CancellationToken ct)
    {
        if (found is null)
        {
            return null;
        }

        if (found.Coupon is not { } coupon)
        {
            return new CompetingCoupon(found.Code, null, null, null);
        }

        var partners = await StandingAsync(unit, program, customer, [coupon.PartnerId], about, ct).ConfigureAwait(false);
        var standing = partners.GetValueOrDefault(coupon.PartnerId);
        var lastSale = program.PaysExistingCustomers
            ? null
            : await LastSaleAsync(unit, customer, about.At, ct).ConfigureAwait(false);
        return new CompetingCoupon(found.Code, coupon.Id, coupon.PartnerId, standing?.Partner.Status)
        {
            Obstacle = coupon.ObstacleAt(about.At),
            Self = standing?.Self ?? default,
            IsExistingCustomer = lastSale is not null && !IsReactivated(program, lastSale.Value, about.At),
        };
    }

    /// <summary>
    /// Since when the customer is known: later clicks win nobody over, unless the program pays for existing customers, or
    /// for those who bought nothing for long enough.
    /// </summary>
    public static async Task<AttributionTerms> TermsAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, BindingCase about, IAttributionModel model,
        CancellationToken ct)
    {
        // Whoever is heard of just now was nobody's customer before the click, whatever the clock of another instance said of it.
        var known = about.CustomerSince < customer.CreatedAt ? about.CustomerSince.Value
            : customer.CreatedAt >= about.At ? DateTimeOffset.MaxValue
            : customer.CreatedAt;
        if (program.BindsAt == BindingMoment.FirstSale)
        {
            known = await FirstSaleAsync(unit, customer, about.At, ct).ConfigureAwait(false) ?? DateTimeOffset.MaxValue;
        }

        var isNew = program.PaysExistingCustomers || known == DateTimeOffset.MaxValue;
        if (!isNew && program.ReactivationAfter is not null)
        {
            var lastSale = await LastSaleAsync(unit, customer, about.At, ct).ConfigureAwait(false);
            isNew = IsReactivated(program, lastSale ?? known, about.At);
        }

        return new AttributionTerms(
            program.Id, program.AttributionWindow, about.At, isNew ? DateTimeOffset.MaxValue : known, model, program.CouponRule)
        {
            AssistShare = program.AssistShare,
        };
    }

    /// <summary>Whether a customer paid anything before a time.</summary>
    public static async Task<bool> HasPaidAsync(IAffiliateUnit unit, Customer customer, DateTimeOffset before, CancellationToken ct) =>
        await LastSaleAsync(unit, customer, before, ct).ConfigureAwait(false) is not null;

    private static bool IsReactivated(AffiliateProgram program, DateTimeOffset lastActive, DateTimeOffset now) =>
        program.ReactivationAfter is { } pause && now - lastActive >= pause;

    private static async Task<DateTimeOffset?> LastSaleAsync(
        IAffiliateUnit unit, Customer customer, DateTimeOffset before, CancellationToken ct)
    {
        var sales = await unit.ListAsync(
            Query<Sale>.All.Equal(s => s.CustomerId, customer.Id).Above(s => s.AmountMinorUnits, 0)
                .Below(s => s.OccurredAt, before).Descending(s => s.OccurredAt).Take(1), ct).ConfigureAwait(false);
        return sales.Count > 0 ? sales[0].OccurredAt : null;
    }

    private static async Task<DateTimeOffset?> FirstSaleAsync(
        IAffiliateUnit unit, Customer customer, DateTimeOffset before, CancellationToken ct)
    {
        var sales = await unit.ListAsync(
            Query<Sale>.All.Equal(s => s.CustomerId, customer.Id).Above(s => s.AmountMinorUnits, 0)
                .Below(s => s.OccurredAt, before).Ascending(s => s.OccurredAt).Take(1), ct).ConfigureAwait(false);
        return sales.Count > 0 ? sales[0].OccurredAt : null;
    }

    private async Task<Dictionary<PartnerId, Standing>> StandingAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, IEnumerable<PartnerId> ids, BindingCase about, CancellationToken ct)
    {
        var partners = await unit.ListAsync(Query<Partner>.All.In(p => p.Id, ids.Distinct()), ct).ConfigureAwait(false);
        var standing = new Dictionary<PartnerId, Standing>();
        foreach (var partner in partners)
        {
            var self = await selfReferrals.CheckAllAsync(unit, program, partner, customer, about.Address, ct).ConfigureAwait(false);
            var window = await windows.OfAsync(unit, program, partner, about.At, ct).ConfigureAwait(false);
            standing[partner.Id] = new Standing(partner, self, window);
        }

        return standing;
    }

    /// <summary>Where a partner stands to a customer.</summary>
    private sealed record Standing(Partner Partner, SelfReferral Self, TimeSpan Window);
}
