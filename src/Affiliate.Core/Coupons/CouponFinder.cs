namespace Affiliate;

/// <summary>Finds the coupon that a purchase was made with.</summary>
internal static class CouponFinder
{
    /// <summary>
    /// The first of the codes that the program knows, by code in any case, then by the provider's reference (adapters write
    /// where a reference comes from in front of it). When it knows none, the first one, so that the decision can say so.
    /// </summary>
    public static async Task<FoundCoupon?> FindAsync(
        IAffiliateUnit unit, ProgramId program, IEnumerable<string> codes, CancellationToken ct)
    {
        string? first = null;
        foreach (var code in codes.Where(code => !string.IsNullOrWhiteSpace(code)))
        {
            first ??= code;
            var coupon = await unit.FindAsync(Coupon.ByCode(program, code), ct).ConfigureAwait(false)
                ?? await ByReferenceAsync(unit, program, code, ct).ConfigureAwait(false);
            if (coupon is not null)
            {
                return new FoundCoupon(code, coupon);
            }
        }

        return first is null ? null : new FoundCoupon(first, null);
    }

    private static async Task<Coupon?> ByReferenceAsync(
        IAffiliateUnit unit, ProgramId program, string code, CancellationToken ct)
    {
        string?[] spellings = [code, code[(code.LastIndexOf(':') + 1)..]];
        var found = await unit.ListAsync(
            Query<Coupon>.All.Equal(c => c.ProgramId, program).In(c => c.ProviderReference, spellings)
                .Ascending(c => c.CreatedAt).Take(1), ct).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }
}

/// <summary>A code as it was given, and the coupon it stands for.</summary>
internal sealed record FoundCoupon(string Code, Coupon? Coupon);
