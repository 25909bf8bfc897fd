namespace Affiliate;

/// <summary>What clicks cost and brought back (CP-07), in one currency: amounts of others are left out, never converted.</summary>
public sealed record Returns
{
    /// <summary>What the row is about: an id, a source's name, an hour; <see langword="null"/> for the total and for what is about none.</summary>
    public string? Key { get; init; }

    /// <summary>The ISO 4217 code of all amounts: the program's.</summary>
    public required string Currency { get; init; }

    /// <summary>All clicks.</summary>
    public long Clicks { get; init; }

    /// <summary>The qualified clicks among them.</summary>
    public long QualifiedClicks { get; init; }

    /// <summary>The purchases.</summary>
    public long Conversions { get; init; }

    /// <summary>What the purchases brought in, less what went back, in minor units.</summary>
    public long RevenueMinorUnits { get; init; }

    /// <summary>What partners keep for them, in minor units; refused commissions do not count.</summary>
    public long CommissionMinorUnits { get; init; }

    /// <summary>What the clicks themselves cost, in minor units (<see cref="AffiliateProgram.CostParameter"/>).</summary>
    public long ClickCostMinorUnits { get; init; }

    /// <summary>What clicks and commissions cost together, in minor units.</summary>
    public long CostMinorUnits => ClickCostMinorUnits + CommissionMinorUnits;

    /// <summary>Conversions per hundred clicks, two decimals; 0 without clicks.</summary>
    public decimal ConversionRate => Clicks == 0 ? 0 : Round(Conversions * 100m / Clicks);

    /// <summary>Commission per qualified click, in minor units with two decimals.</summary>
    /// <value><see langword="null"/> without qualified clicks.</value>
    public decimal? Epc => Ratio(CommissionMinorUnits, QualifiedClicks);

    /// <summary>Revenue per click, in minor units with two decimals.</summary>
    /// <value><see langword="null"/> without clicks.</value>
    public decimal? RevenuePerClick => Ratio(RevenueMinorUnits, Clicks);

    /// <summary>Revenue per unit of cost, two decimals.</summary>
    /// <value><see langword="null"/> without cost.</value>
    public decimal? Roas => Ratio(RevenueMinorUnits, CostMinorUnits);

    /// <summary>What is left of revenue per unit of cost, two decimals; below 0 at a loss.</summary>
    /// <value><see langword="null"/> without cost.</value>
    public decimal? Roi => Ratio(RevenueMinorUnits - CostMinorUnits, CostMinorUnits);

    /// <summary>Cost per purchase, in minor units with two decimals.</summary>
    /// <value><see langword="null"/> without purchases.</value>
    public decimal? Cpa => Ratio(CostMinorUnits, Conversions);

    private static decimal? Ratio(long part, long whole) => whole == 0 ? null : Round((decimal)part / whole);

    private static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What <see cref="Returns"/> are shown by.</summary>
public enum ReturnsGroup
{
    /// <summary>One row for all.</summary>
    Total,

    /// <summary>The partner.</summary>
    Partner,

    /// <summary>The link.</summary>
    Link,

    /// <summary>The campaign of the link.</summary>
    Campaign,

    /// <summary>Where visitors came from.</summary>
    Source,

    /// <summary>The creative.</summary>
    Creative,

    /// <summary>The placement (CP-08).</summary>
    Placement,

    /// <summary>The kind of device.</summary>
    Device,

    /// <summary>The country.</summary>
    Country,

    /// <summary>The hour of the click in UTC, <c>00</c> to <c>23</c>.</summary>
    Hour,

    /// <summary>The day of the week of the click in UTC, for example <c>monday</c>.</summary>
    Weekday,
}
