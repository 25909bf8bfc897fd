namespace Affiliate;

/// <summary>Binds a customer to a partner, once, and keeps why.</summary>
internal sealed class ReferralBinder(
    Candidates candidates, AttributionModels models, PlanDirectory plans, EventOutbox outbox, TimeProvider time)
{
    public static async Task<Binding> FindAsync(IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        var referral = await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
        return new Binding(referral, referral?.Reason ?? "not_bound");
    }

    /// <summary>The customer's binding; made now when there is none and a click or coupon wins.</summary>
    public async Task<Binding> BindAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, BindingCase about, CancellationToken ct)
    {
        var coupon = await CouponFinder.FindAsync(unit, program.Id, about.Coupons, ct).ConfigureAwait(false);
        var bound = await FindAsync(unit, customer, ct).ConfigureAwait(false);
        if (bound.Referral is { } referral)
        {
            if (program.RebindAfter is { } wait && await RebindAsync(unit, program, customer, referral, about, wait, ct).ConfigureAwait(false) is { } moved)
            {
                return moved;
            }

            NoteLosingCoupon(unit, customer, referral, coupon, about);
            return bound;
        }

        var isLate = program.BindsAt == BindingMoment.FirstSale;
        var evidence = isLate && about.Cause == ReferralCause.Sale
            ? await VisitNotes.AddToAsync(about.Clicks, unit, customer, ct).ConfigureAwait(false)
            : about.Clicks;
        var clicks = await candidates.ClicksAsync(unit, program, customer, evidence, about, ct).ConfigureAwait(false);
        var competing = await candidates.CouponAsync(unit, program, customer, coupon, about, ct).ConfigureAwait(false);
        var terms = await Candidates.TermsAsync(unit, program, customer, about, models.Of(program), ct).ConfigureAwait(false);
        var decision = Attribution.Decide(clicks, competing, terms);
        if (isLate && about.Cause != ReferralCause.Sale)
        {
            return await NoteVisitAsync(unit, customer, decision, about, ct).ConfigureAwait(false);
        }

        if (decision.Coupon is { } winner && coupon?.Coupon is { MaxUses: { } most } limited
            && !await unit.ClaimAsync(limited.Counter, most, ct).ConfigureAwait(false))
        {
            decision = Attribution.Decide(clicks, winner with { Obstacle = "coupon_used_up" }, terms);
        }

        return decision.Partner is null
            ? await NoteNobodyAsync(unit, customer, decision, about, ct).ConfigureAwait(false)
            : Add(unit, customer, decision, about, await PlanAsync(unit, decision.Partner.Value, about.At, ct).ConfigureAwait(false));
    }

    /// <summary>
    /// Binds to the first active partner named by slug, or by the slug of one of their links (AH-19, AH-22);
    /// <see langword="null"/> when there is none.
    /// </summary>
    public async Task<Binding?> BindToAsync(
        IAffiliateUnit unit, Customer customer, IEnumerable<PartnerClaim> claims, BindingCase about, CancellationToken ct)
    {
        foreach (var claim in claims)
        {
            var link = await unit.FindAsync(Link.BySlug(customer.ProgramId, claim.Slug), ct).ConfigureAwait(false);
            var partner = link is null ? null : await unit.FindAsync(Partner.ById(link.PartnerId), ct).ConfigureAwait(false);
            if (partner is { Status: PartnerStatus.Active or PartnerStatus.Invited })
            {
                var decision = new AttributionDecision { Partner = partner.Id, Reason = claim.Reason, Clicks = [] };
                var plan = await PlanAsync(unit, partner.Id, about.At, ct).ConfigureAwait(false);
                return Add(unit, customer, decision, about, plan);
            }
        }

        return null;
    }

    /// <summary>Moves a customer who has paid nothing to the partner of a click made since; <see langword="null"/> when none is.</summary>
    private async Task<Binding?> RebindAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, Referral referral, BindingCase about, TimeSpan wait, CancellationToken ct)
    {
        if (referral.Reason == ReferralDesk.ByHand || about.At - referral.CreatedAt < wait
            || await Candidates.HasPaidAsync(unit, customer, about.At, ct).ConfigureAwait(false))
        {
            return null;
        }

        var terms = new AttributionTerms(
            program.Id, program.AttributionWindow, about.At, DateTimeOffset.MaxValue, models.Of(program), program.CouponRule)
        {
            AssistShare = program.AssistShare,
            From = referral.CreatedAt + wait,
        };
        var clicks = await candidates.ClicksAsync(unit, program, customer, about.Clicks, about, ct).ConfigureAwait(false);
        var decision = Attribution.Decide(clicks, coupon: null, terms);
        if (decision.Partner is not { } winner || winner == referral.PartnerId)
        {
            return null;
        }

        var moved = referral with
        {
            PartnerId = winner,
            ClickId = decision.Click?.Id,
            CouponId = null,
            SharedWith = decision.Shared?.Click.Click.PartnerId,
            SharedRate = decision.Shared?.Rate,
            Reason = decision.Reason,
            Review = about.Review ?? decision.Review,
            PlanVersionId = await PlanAsync(unit, winner, about.At, ct).ConfigureAwait(false),
            CorrectedFrom = about.At,
            CreatedAt = about.At,
        };
        unit.Save(moved);
        unit.Add(Row(customer, decision, about) with { EffectiveFrom = about.At });
        outbox.Publish(unit, ReferralChanged.Of(moved, referral.Credited, ReferralChanged.ByClick, decision.Reason));
        return new Binding(moved, decision.Reason) { IsNew = true };
    }

    /// <summary>Without a candidate there is nothing to explain, and a row for every renewal would say nothing.</summary>
    private async Task<Binding> NoteNobodyAsync(
        IAffiliateUnit unit, Customer customer, AttributionDecision decision, BindingCase about, CancellationToken ct)
    {
        var row = Row(customer, decision, about) with { IsBinding = false };
        var isWorthARow = about.Cause == ReferralCause.Sale
            ? decision.Clicks.Count > 0 || decision.CouponVerdict is not null
            : !await IsNotedAsync(unit, customer, row, about, ct).ConfigureAwait(false);
        if (isWorthARow)
        {
            unit.Add(row);
        }

        return new Binding(null, decision.Reason);
    }

    /// <summary>Whether the decision before said the same: a customer may sign in every day.</summary>
    private static async Task<bool> IsNotedAsync(
        IAffiliateUnit unit, Customer customer, ReferralDecision row, BindingCase about, CancellationToken ct)
    {
        if (customer.CreatedAt >= about.At)
        {
            return false;
        }

        var newest = await unit.ListAsync(ReferralDecision.Of(customer.Id).Take(1), ct).ConfigureAwait(false);
        return newest is [{ IsBinding: false } before] && before.Reason == row.Reason && before.Candidates == row.Candidates;
    }

    /// <summary>Keeps which clicks a visit brought, for the first sale to decide about.</summary>
    private async Task<Binding> NoteVisitAsync(
        IAffiliateUnit unit, Customer customer, AttributionDecision decision, BindingCase about, CancellationToken ct)
    {
        if (!await VisitNotes.HasAllAsync(decision, unit, customer, ct).ConfigureAwait(false))
        {
            unit.Add(Row(customer, decision, about) with { IsBinding = false, PartnerId = null, Reason = VisitNotes.Reason });
        }

        return new Binding(null, VisitNotes.Reason) { Click = decision.Click?.Id };
    }

    /// <summary>The version of the plan that the customer keeps.</summary>
    private async Task<PlanVersionId?> PlanAsync(IAffiliateUnit unit, PartnerId winner, DateTimeOffset now, CancellationToken ct)
    {
        var partner = await unit.FindAsync(Partner.ById(winner), ct).ConfigureAwait(false);
        return partner is null ? null : (await plans.InForceAsync(unit, partner, now, now, null, ct).ConfigureAwait(false)).Version?.Id;
    }

    private void NoteLosingCoupon(
        IAffiliateUnit unit, Customer customer, Referral referral, FoundCoupon? coupon, BindingCase about)
    {
        if (coupon is null || coupon.Coupon?.PartnerId == referral.PartnerId)
        {
            return;
        }

        var decision = new AttributionDecision
        {
            Partner = referral.PartnerId,
            Reason = "bound",
            Clicks = [],
            CouponVerdict = new CouponVerdict(
                coupon.Code, coupon.Coupon?.PartnerId.ToString(), coupon.Coupon is null ? Attribution.UnknownCoupon : "bound"),
        };
        unit.Add(Row(customer, decision, about) with { IsBinding = false, ClickId = referral.ClickId });
    }

    private Binding Add(
        IAffiliateUnit unit, Customer customer, AttributionDecision decision, BindingCase about, PlanVersionId? plan)
    {
        var row = Row(customer, decision, about);
        var referral = new Referral
        {
            Id = AffiliateId.New<ReferralId>(about.At),
            ProgramId = customer.ProgramId,
            CustomerId = customer.Id,
            PartnerId = decision.Partner!.Value,
            ClickId = decision.Click?.Id,
            CouponId = decision.Coupon?.Id,
            SharedWith = decision.Shared?.Click.Click.PartnerId,
            SharedRate = decision.Shared?.Rate,
            Reason = decision.Reason,
            Review = about.Review ?? decision.Review,
            PlanVersionId = plan,
            CreatedAt = about.At,
        };
        unit.Add(referral);
        unit.Add(row);
        outbox.Publish(unit, new ReferralCreated
        {
            ProgramId = referral.ProgramId,
            ReferralId = referral.Id,
            CustomerId = referral.CustomerId,
            PartnerId = referral.PartnerId,
            ClickId = referral.ClickId,
            Reason = referral.Reason,
        });
        return new Binding(referral, decision.Reason, decision.Coupon?.Id) { IsNew = true };
    }

    private ReferralDecision Row(Customer customer, AttributionDecision decision, BindingCase about)
    {
        var now = time.GetUtcMilliseconds();
        return new ReferralDecision
        {
            Id = AffiliateId.New<ReferralDecisionId>(now),
            ProgramId = customer.ProgramId,
            CustomerId = customer.Id,
            Cause = about.Cause,
            SaleId = about.SaleId,
            IsBinding = true,
            PartnerId = decision.Partner,
            ClickId = decision.Click?.Id,
            Reason = decision.Reason,
            Candidates = ReferralDecision.CandidatesOf(decision),
            CreatedAt = now,
        };
    }
}
