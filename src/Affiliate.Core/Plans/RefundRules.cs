namespace Affiliate;

/// <summary>How refunds take back what rules pay; kept with each commission, so that later plans play no part. Pure.</summary>
internal static class RefundRules
{
    /// <inheritdoc cref="Commission.IsProportional"/>
    public static bool IsProportional(Verdict verdict, PlanTerms? terms) =>
        verdict.Parts.Any(part => part.Rate is not null) || terms?.AreFlatRewardsProportional == true;

    /// <inheritdoc cref="Commission.KeptUpToMinorUnits"/>
    /// <param name="verdict">What the rules pay.</param>
    /// <param name="terms">The rules.</param>
    /// <param name="saleBase">The whole base of the sale, in its own currency.</param>
    public static long? KeptUpTo(Verdict verdict, PlanTerms? terms, long saleBase) =>
        terms?.AreFlatRewardsKeptUntilFull == true && !IsProportional(verdict, terms) ? saleBase : terms?.KeepsRefundsUpTo;
}
