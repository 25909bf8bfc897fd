namespace Affiliate;

/// <summary>Learns what providers call coupons, and finds the codes and partners behind their references.</summary>
internal sealed class PaymentCoupons(TimeProvider time)
{
    private const int MostCoupons = 50;

    // A discount stands for a promotion code, which stands for a coupon.
    private const int MostParents = 3;

    /// <summary>Takes what a message says of a coupon, and has sales credited that waited for it.</summary>
    public async Task LearnAsync(IAffiliateUnit unit, AffiliateProgram program, CouponKnown known, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var asOf = known.AsOf.ToUtcMilliseconds();
        var stored = await unit.FindAsync(PaymentCoupon.ByReference(known.Reference), ct).ConfigureAwait(false);
        if (stored is not null && stored.AsOf > asOf)
        {
            return;
        }

        var coupon = new PaymentCoupon
        {
            Id = stored?.Id ?? AffiliateId.New<PaymentCouponId>(now),
            ProgramId = program.Id,
            Lookup = LookupKey.Of(known.Reference),
            Reference = known.Reference,
            Code = CodeOf(known) ?? stored?.Code,
            Parent = known.Parent ?? stored?.Parent,
            Partner = known.Partner ?? stored?.Partner,
            IsActive = known.IsActive && (stored is null || stored.AsOf < asOf || stored.IsActive),
            AsOf = asOf,
            Version = stored?.Version ?? 0,
        };
        if (stored is null)
        {
            unit.Add(coupon);
        }
        else if (stored != coupon)
        {
            unit.Save(coupon);
        }

        foreach (var wait in await unit.ListAsync(
            Query<CouponWait>.All.Equal(w => w.Coupon, coupon.Lookup), ct).ConfigureAwait(false))
        {
            unit.Remove(wait);
            unit.Add(CreditWork.ItemFor(wait.SaleId, coupon.Lookup, now));
        }
    }

    /// <summary>What can be typed and stored; anything else is no code.</summary>
    private static string? CodeOf(CouponKnown known) =>
        known.Code is { Length: > 0 and <= 255 } code && !code.Any(char.IsControl) ? code : null;

    /// <summary>
    /// The codes and the partners behind what purchases carry, in their order; a reference that nothing is known of stands
    /// for itself.
    /// </summary>
    public static async Task<CouponNames> NamesAsync(
        IAffiliateUnit unit, IEnumerable<string> coupons, CancellationToken ct)
    {
        var names = new List<string>();
        var partners = new List<string>();
        var unknown = new List<string>();
        foreach (var coupon in coupons.Distinct(StringComparer.Ordinal).Take(MostCoupons))
        {
            string? reference = coupon;
            for (var depth = 0; reference is not null && depth < MostParents; depth++)
            {
                var known = await unit.FindAsync(PaymentCoupon.ByReference(reference), ct).ConfigureAwait(false);
                names.AddRange(new[] { known?.Code }.OfType<string>());
                partners.AddRange(new[] { known?.Partner }.OfType<string>());
                if (known is null && reference.Contains(':', StringComparison.Ordinal))
                {
                    unknown.Add(reference);
                }

                reference = known?.Parent;
            }

            names.Add(coupon);
        }

        return new CouponNames(names, partners, unknown);
    }
}

/// <summary>What stands behind the coupons of a purchase.</summary>
/// <param name="Codes">Codes and references by which a partner's coupon may be found, strongest first.</param>
/// <param name="Partners">Slugs of partners that the host wrote on the coupons.</param>
/// <param name="Unknown">References that nothing is known of yet.</param>
internal sealed record CouponNames(
    IReadOnlyList<string> Codes, IReadOnlyList<string> Partners, IReadOnlyList<string> Unknown);
