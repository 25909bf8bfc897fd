namespace Affiliate;

/// <summary>Decides who is credited for a sale, and what it earns.</summary>
internal sealed class SaleCredit(ReferralBinder binder, SelfReferrals selfReferrals, Earnings earnings, TimeProvider time)
{
    /// <summary>How long a sale that nobody was credited for can still be credited by evidence that arrives late.</summary>
    public static readonly TimeSpan AttributionGrace = TimeSpan.FromHours(72);

    /// <summary>Credits a sale to whom the evidence names, if nobody is credited and it is not too late.</summary>
    public async Task ApplyAsync(
        IAffiliateUnit unit, AffiliateProgram program, SaleState state, PurchaseReferences references,
        DateTimeOffset now, CancellationToken ct)
    {
        if (state.Sale is not { } sale)
        {
            return;
        }

        // A message that names no program may be about a sale of another one than the default.
        var own = program.Id == sale.ProgramId
            ? program
            : await unit.FindAsync(AffiliateProgram.ById(sale.ProgramId), ct).ConfigureAwait(false) ?? program;
        if (IsInTime(sale, now) || (state.TakesOverCredit && SaleReasons.IsOpen(sale)))
        {
            var (decided, commissions) = await DecideAsync(unit, own, sale, references, ct).ConfigureAwait(false);
            state.Set(decided);
            foreach (var commission in commissions)
            {
                state.Accrue(commission);
            }

            if (references.Subscription?.ReviewUntil >= sale.OccurredAt)
            {
                state.Review();
            }
        }

        await LearnAsync(unit, own, state, references, ct).ConfigureAwait(false);
    }

    /// <summary>Whether evidence can still credit somebody for a sale.</summary>
    public static bool IsInTime(Sale sale, DateTimeOffset now) =>
        SaleReasons.IsOpen(sale) && now - sale.CreatedAt <= AttributionGrace;

    /// <summary>
    /// Who is credited: the customer's binding, else whom the evidence names, strongest first (semantics 13,
    /// <c>payment-providers.md</c> 4.8). Writes the customer and the binding, not the sale.
    /// </summary>
    private async Task<Credited> DecideAsync(
        IAffiliateUnit unit, AffiliateProgram program, Sale sale, PurchaseReferences references, CancellationToken ct)
    {
        var evidence = references.WithEvidence.ToList();
        if (evidence.Exists(e => e.Skip))
        {
            return Credited.Nobody(sale with { Reason = SaleReasons.Skipped });
        }

        var clicks = evidence.Select(e => AffiliateId.TryParse<ClickId>(e.Click, out var id) ? id : (ClickId?)null)
            .OfType<ClickId>().Distinct().ToList();
        var (coupons, partners) = await NamesAsync(unit, sale, evidence, ct).ConfigureAwait(false);
        var customer = await CustomerAsync(unit, program, sale, references, evidence, partners, ct).ConfigureAwait(false);
        if (customer is null && coupons.Count > 0
            && (await CouponFinder.FindAsync(unit, program.Id, coupons, ct).ConfigureAwait(false))?.Coupon is not null)
        {
            // A guest whom nothing but the coupon identifies is a customer of one purchase.
            customer = await Customers.FindOrAddAsync(
                unit, program.Id, references.Customer?.Reference ?? sale.Id.ToString(), references.Email,
                time.GetUtcMilliseconds(), ct, references.Fingerprints).ConfigureAwait(false);
        }

        if (customer is null)
        {
            return Credited.Nobody(sale with { Reason = coupons.Count > 0 ? Attribution.UnknownCoupon : SaleReasons.Unattributed });
        }

        references.SetCustomer(customer.Id);
        references.DropFingerprints();
        var about = new BindingCase
        {
            Cause = ReferralCause.Sale,
            Clicks = new ClickEvidence([.. evidence.Select(e => e.Visitor).OfType<Guid>().Distinct()], clicks),
            Coupons = coupons,
            At = sale.OccurredAt,
            SaleId = sale.Id,
        };
        var binding = await binder.BindAsync(unit, program, customer, about, ct).ConfigureAwait(false);
        if (binding.Referral is null)
        {
            binding = await binder.BindToAsync(unit, customer, partners, about, ct).ConfigureAwait(false) ?? binding;
        }

        sale = sale with { CustomerId = customer.Id, CouponId = binding.Coupon };
        return await CreditAsync(unit, program, sale, customer, binding, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Learns how a sale was paid whose customer is known already. Where the partner pays so too, what the customer's sales earned is
    /// refused as it would have been had that been known before.
    /// </summary>
    private async Task LearnAsync(
        IAffiliateUnit unit, AffiliateProgram program, SaleState state, PurchaseReferences references, CancellationToken ct)
    {
        if (references.Fingerprints is not { Count: > 0 } fingerprints || state.Sale is not { CustomerId: { } id } sale
            || await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is not { } known)
        {
            return;
        }

        references.DropFingerprints();
        var customer = Customers.Learn(unit, known, null, fingerprints);
        if (customer != known && sale.PartnerId is { } credited
            && await unit.FindAsync(Partner.ById(credited), ct).ConfigureAwait(false) is { } partner
            && (await selfReferrals.CheckAsync(unit, program, partner, customer, ct).ConfigureAwait(false)).Refusal is not null)
        {
            unit.Add(LateRefusals.ItemFor(customer, sale, time.GetUtcMilliseconds()));
        }
    }

    private async Task<Customer?> CustomerAsync(
        IAffiliateUnit unit, AffiliateProgram program, Sale sale, PurchaseReferences references,
        List<PaymentReference> evidence, IReadOnlyList<PartnerClaim> partners, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        if (await Buyers.FindAsync(unit, program, references, now, ct).ConfigureAwait(false) is { } buyer)
        {
            return buyer;
        }

        // A message that names nobody is about the customer whom another one named.
        if (sale.CustomerId is { } id && await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is { ErasedAt: null } known)
        {
            return Customers.Learn(unit, known, null, references.Fingerprints);
        }

        // Without evidence nobody can be bound, and a row for every unknown buyer would say nothing.
        var trace = evidence.Select(TraceOf).FirstOrDefault(text => text is not null)
            ?? (partners.Count > 0 ? sale.Id.ToString() : null);
        return trace is null
            ? null
            : await Customers.FindOrAddAsync(
                unit, program.Id, references.Customer?.Reference ?? trace, references.Email, now, ct, references.Fingerprints).ConfigureAwait(false);
    }

    private static string? TraceOf(PaymentReference evidence) =>
        AffiliateId.TryParse<ClickId>(evidence.Click, out var click) ? click.ToString() : evidence.Visitor?.ToString("N");

    /// <summary>
    /// The coupons that the evidence names, and the partners it names outright: by the slug that the host read at checkout,
    /// and on the coupons themselves. Coupons that nothing is known of yet are waited for.
    /// </summary>
    private async Task<(IReadOnlyList<string> Coupons, IReadOnlyList<PartnerClaim> Partners)> NamesAsync(
        IAffiliateUnit unit, Sale sale, List<PaymentReference> evidence, CancellationToken ct)
    {
        var claims = evidence.Where(e => e.Partner is not null).Select(e => new PartnerClaim("partner_ref", Slug.TryNormalize(e.Partner, out var slug) ? slug : e.Partner!)).ToList();
        var names = await PaymentCoupons.NamesAsync(unit, evidence.SelectMany(e => e.CouponList), ct).ConfigureAwait(false);
        claims.AddRange(names.Partners.Select(partner => new PartnerClaim("coupon_partner", partner)));
        foreach (var unknown in names.Unknown)
        {
            var wait = CouponWait.Of(unknown, sale.Id, time.GetUtcMilliseconds());
            if (await unit.FindAsync(CouponWait.Record.ByPrimaryKey(wait.Lookup), ct).ConfigureAwait(false) is null)
            {
                unit.Add(wait);
            }
        }

        return (names.Codes, claims);
    }

    private async Task<Credited> CreditAsync(
        IAffiliateUnit unit, AffiliateProgram program, Sale sale, Customer customer, Binding binding, CancellationToken ct)
    {
        if (binding.Referral is not { } referral)
        {
            return Credited.Nobody(sale with { Reason = SaleReasons.OfBinding(binding.Reason) });
        }

        if (WasRefused(sale, binding))
        {
            return Credited.Nobody(sale);
        }

        // What was decided just now is about this sale; the decision itself is not committed yet.
        var id = binding.IsNew
            ? referral.Credited
            : await ReferralDesk.InEffectAsync(unit, referral, sale.OccurredAt, ct).ConfigureAwait(false);
        var partner = id is null ? null : await unit.FindAsync(Partner.ById(id.Value), ct).ConfigureAwait(false);
        if (partner is null)
        {
            return Credited.Nobody(sale with { Reason = SaleReasons.Detached });
        }

        sale = sale with { ClickId = referral.ClickId };
        if (partner.Status is not (PartnerStatus.Active or PartnerStatus.Invited))
        {
            return Credited.Nobody(sale with { Reason = SaleReasons.PartnerInactive });
        }

        // What is known of the customer may have come after the binding.
        var self = await selfReferrals.CheckAsync(unit, program, partner, customer, ct).ConfigureAwait(false);
        if (self.Refusal is { } refusal)
        {
            if (!binding.IsNew)
            {
                unit.Add(LateRefusals.ItemFor(customer, sale, time.GetUtcMilliseconds()));
            }

            return Credited.Nobody(sale with { Reason = refusal });
        }

        referral = await SharingAsync(unit, program, referral, partner, customer, ct).ConfigureAwait(false);
        var credited = await earnings.OfSaleAsync(unit, program, sale, partner, referral, customer, ct).ConfigureAwait(false);
        var review = self.Doubt ?? referral.Review;
        return review is null
            ? credited
            : credited with
            {
                Commissions = [.. credited.Commissions.Select(
                    one => one with { Status = CommissionStatus.Review, ReviewReason = review })],
            };
    }

    /// <summary>The binding, without whom the partner shares with when that one earns nothing on this sale.</summary>
    private async Task<Referral> SharingAsync(
        IAffiliateUnit unit, AffiliateProgram program, Referral referral, Partner partner, Customer customer, CancellationToken ct)
    {
        if (referral.SharedWith is not { } id)
        {
            return referral;
        }

        var sharer = referral.PartnerId == partner.Id ? await unit.FindAsync(Partner.ById(id), ct).ConfigureAwait(false) : null;
        return sharer is { Status: PartnerStatus.Active or PartnerStatus.Invited }
            && (await selfReferrals.CheckAsync(unit, program, sharer, customer, ct).ConfigureAwait(false)).Refusal is null
                ? referral
                : referral with { SharedWith = null };
    }

    /// <summary>
    /// Whether the sale was refused while its customer was bound already. What comes later about it changes nothing then, also
    /// when the partner earns again.
    /// </summary>
    private static bool WasRefused(Sale sale, Binding binding) =>
        SaleReasons.CanRefuse(sale.Reason) && !binding.IsNew && binding.Referral!.CreatedAt <= sale.CreatedAt;
}

/// <summary>A partner named by slug, and why.</summary>
internal sealed record PartnerClaim(string Reason, string Slug);
