namespace Affiliate;

/// <summary>What a group's owner decides.</summary>
public sealed record GroupTerms
{
    /// <summary>Nothing of its own: the program's terms.</summary>
    public static GroupTerms OfProgram { get; } = new();

    /// <summary>The share of partners without one of their own; <see langword="null"/> for the program's.</summary>
    public Rate? Commission { get; init; }

    /// <summary>How long commissions wait, 0 to 366 days; <see langword="null"/> for the program's.</summary>
    public TimeSpan? HoldPeriod { get; init; }

    /// <summary>Whether holds go on to the end of their calendar month (UTC); <see langword="null"/> for what the program says.</summary>
    public bool? HoldsToMonthEnd { get; init; }

    /// <summary>How old a click of the group's partners may be, 1 to 366 days; <see langword="null"/> for the program's.</summary>
    public TimeSpan? AttributionWindow { get; init; }

    /// <summary>Whether only a person approves commissions. Default: no.</summary>
    public bool IsManual { get; init; }

    /// <summary>The plan; <see langword="null"/> for the program's.</summary>
    public PlanId? PlanId { get; init; }

    internal static GroupTerms Of(GroupPolicy policy) => new()
    {
        Commission = policy.Commission,
        HoldPeriod = policy.HoldPeriod,
        HoldsToMonthEnd = policy.HoldsToMonthEnd,
        AttributionWindow = policy.AttributionWindow,
        IsManual = policy.IsManual,
        PlanId = policy.PlanId,
    };
}

/// <summary>A group with its newest terms.</summary>
/// <param name="Group">The group.</param>
/// <param name="Policy">Its newest terms, which may hold from a later date only.</param>
public sealed record SavedGroup(PartnerGroup Group, GroupPolicy Policy);
