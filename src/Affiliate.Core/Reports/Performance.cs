namespace Affiliate;

/// <summary>What clicks led to (AH-08).</summary>
public sealed record Performance
{
    /// <summary>All clicks, repeats and robots included (AH-09).</summary>
    public long Clicks { get; init; }

    /// <summary>The qualified clicks among them.</summary>
    public long QualifiedClicks { get; init; }

    /// <summary>The sign-ups and other steps credited to a partner.</summary>
    public long Leads { get; init; }

    /// <summary>The purchases credited to a partner (AH-06).</summary>
    public long Conversions { get; init; }

    /// <summary>The purchases, and what partners earn, by currency code.</summary>
    public IReadOnlyList<CurrencyPerformance> Currencies { get; init; } = [];

    /// <summary>What those purchases brought in, one amount per currency, by currency code.</summary>
    public IReadOnlyList<Money> Revenue =>
        [.. Currencies.Where(row => row.Conversions > 0).Select(row => new Money(row.RevenueMinorUnits, row.Currency))];

    /// <summary>Conversions per hundred clicks, two decimals; 0 without clicks (AH-07).</summary>
    public decimal ConversionRate => Percent(Conversions, Clicks);

    /// <summary>Conversions per hundred qualified clicks, two decimals; 0 without any.</summary>
    public decimal QualifiedConversionRate => Percent(Conversions, QualifiedClicks);

    /// <summary>The share of the clicks that are not qualified, from 0 to 1 with four decimals; 0 without clicks (TX-11).</summary>
    public decimal BotRatio => Clicks == 0 ? 0 : Math.Round((decimal)(Clicks - QualifiedClicks) / Clicks, 4, MidpointRounding.AwayFromZero);

    private static decimal Percent(long part, long whole) =>
        whole == 0 ? 0 : Math.Round(part * 100m / whole, 2, MidpointRounding.AwayFromZero);
}

/// <summary>Purchases in one currency, and what partners earn in it.</summary>
/// <param name="Currency">The ISO 4217 code.</param>
/// <param name="Conversions">The purchases.</param>
/// <param name="RevenueMinorUnits">What they brought in, in minor units.</param>
/// <param name="CommissionMinorUnits">
/// What partners keep of the commissions made in the period, in minor units, whatever for; refused ones do not count.
/// </param>
public sealed record CurrencyPerformance(string Currency, long Conversions, long RevenueMinorUnits, long CommissionMinorUnits)
{
    /// <summary>What a purchase brought in on average, in minor units with two decimals (AF-26).</summary>
    /// <value><see langword="null"/> without purchases.</value>
    public decimal? AverageOrder => Conversions == 0
        ? null
        : Math.Round((decimal)RevenueMinorUnits / Conversions, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What one partner's clicks led to (AH-08).</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Performance">The sums.</param>
/// <param name="Referrals">How many customers bought something credited to the partner.</param>
public sealed record PartnerPerformance(Partner Partner, Performance Performance, long Referrals);
