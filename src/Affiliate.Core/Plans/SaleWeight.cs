namespace Affiliate;

/// <summary>As how many sales of a customer one counts. Pure.</summary>
internal static class SaleWeight
{
    private const int Year = 12;

    public static int Of(PlanTerms? terms, Sale sale) =>
        terms?.CountsYearsAsTwelve == true && sale.SubscriptionInterval?.ToUpperInvariant() is "ANNUAL" or "YEARLY" or "YEAR" ? Year : 1;

    /// <summary>As how many it was counted when it was decided.</summary>
    public static int Then(string? basis) => basis is null ? 1 : PlanJson.ReadBasis(basis).Counts ?? 1;
}
