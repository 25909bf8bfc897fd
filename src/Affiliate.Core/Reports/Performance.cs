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

    /// <summary>What those purchases brought in, one amount per currency, by currency code.</summary>
    public IReadOnlyList<Money> Revenue { get; init; } = [];

    /// <summary>Conversions per hundred clicks, two decimals; 0 without clicks (AH-07).</summary>
    public decimal ConversionRate => Percent(Conversions, Clicks);

    /// <summary>Conversions per hundred qualified clicks, two decimals; 0 without any.</summary>
    public decimal QualifiedConversionRate => Percent(Conversions, QualifiedClicks);

    private static decimal Percent(long part, long whole) =>
        whole == 0 ? 0 : Math.Round(part * 100m / whole, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What one partner's clicks led to (AH-08).</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Performance">The sums.</param>
/// <param name="Referrals">How many customers bought something credited to the partner.</param>
public sealed record PartnerPerformance(Partner Partner, Performance Performance, long Referrals);
