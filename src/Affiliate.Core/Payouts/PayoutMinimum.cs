namespace Affiliate;

/// <summary>The smallest amount paid in a currency.</summary>
internal static class PayoutMinimum
{
    /// <summary>The minimum of the run or program; in another currency the same number of major units. At least one minor unit.</summary>
    public static long Of(AffiliateProgram program, PayoutRun run, string currency)
    {
        var minimum = run.MinimumMinorUnits ?? program.MinPayoutMinorUnits;
        var scaled = MinorUnits.MulDiv(
            minimum, Scale(Currencies.Decimals(currency)), Scale(Currencies.Decimals(program.Currency)));
        return Math.Max(1, scaled);
    }

    private static long Scale(int decimals) => decimals switch
    {
        0 => 1,
        2 => 100,
        _ => 1_000,
    };
}
