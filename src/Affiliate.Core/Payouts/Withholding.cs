namespace Affiliate;

/// <summary>The part of a payout that is kept back for the tax office.</summary>
/// <param name="Rate">The rate; <see langword="null"/> for none.</param>
/// <param name="MinorUnits">The amount, rounded toward zero.</param>
internal readonly record struct Withholding(Rate? Rate, long MinorUnits)
{
    /// <summary>Below the whole, so that something is left to be sent.</summary>
    public static Rate Most { get; } = new(9_999);

    /// <summary>What is kept back of an amount: at the partner's rate, else at the program's.</summary>
    public static async Task<Withholding> OfAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partner, long amount, CancellationToken ct)
    {
        var account = await unit.FindAsync(PayoutAccount.Of(partner), ct).ConfigureAwait(false);
        return (account?.WithholdingRate ?? program.WithholdingRate) is { BasisPoints: > 0 } rate && amount > 0
            ? new Withholding(rate, rate.Of(amount))
            : default;
    }
}
