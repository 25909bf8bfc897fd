namespace Affiliate;

/// <summary>Other terms to try on stored sales. What is not given stays as it was for each sale.</summary>
public sealed record WhatIf
{
    /// <summary>Rules that need not be saved, for all sales. Their caps begin empty.</summary>
    public PlanTerms? Terms { get; init; }

    /// <summary>A saved plan whose newest version is tried on all sales, when <see cref="Terms"/> is not given.</summary>
    public PlanId? Plan { get; init; }

    /// <summary>The name of another attribution model, for example <c>first_click</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Another window between click and sign-up or first sale.</summary>
    public TimeSpan? Window { get; init; }
}

/// <summary>What other terms would have paid for stored sales.</summary>
/// <param name="Sales">How many sales were replayed.</param>
/// <param name="Changed">How many of them would have earned something else, or somebody else.</param>
/// <param name="Lines">The sums for each partner and currency, ordered by partner and currency.</param>
public sealed record WhatIfResult(long Sales, long Changed, IReadOnlyList<WhatIfLine> Lines)
{
    /// <summary>
    /// How many of the sales stay without a commission under whatever terms, by the <see cref="Sale.Reason"/> they were stored with:
    /// nobody is credited for them, or they follow a first commission that a person rejected.
    /// </summary>
    public IReadOnlyDictionary<string, long> NotReplayed { get; init; } = new Dictionary<string, long>();
}

/// <summary>What one partner was left of the replayed sales in one currency, and what other terms would have left.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Currency">The ISO 4217 code.</param>
/// <param name="BeforeMinorUnits">What is kept of the stored commissions of these sales, in minor units.</param>
/// <param name="AfterMinorUnits">What would be kept under the other terms.</param>
public sealed record WhatIfLine(PartnerId Partner, string Currency, long BeforeMinorUnits, long AfterMinorUnits)
{
    /// <summary>How much more it would be; negative when less.</summary>
    public long DifferenceMinorUnits => AfterMinorUnits - BeforeMinorUnits;
}
