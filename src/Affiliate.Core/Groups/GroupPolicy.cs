namespace Affiliate;

/// <summary>The terms of a group from some date on; never changed: a change adds another one (AF-28).</summary>
public sealed record GroupPolicy : IRecord<GroupPolicy>
{
    /// <summary>The identifier.</summary>
    public required GroupPolicyId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The group.</summary>
    public required GroupId GroupId { get; init; }

    /// <summary>Its number in the group, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The share of partners without one of their own; <see langword="null"/> for the program's.</summary>
    public Rate? Commission { get; init; }

    /// <summary>How long commissions wait; <see langword="null"/> for the program's.</summary>
    public TimeSpan? HoldPeriod { get; init; }

    /// <summary>Whether holds go on to the end of their calendar month (UTC); <see langword="null"/> for what the program says.</summary>
    public bool? HoldsToMonthEnd { get; init; }

    /// <summary>How old a click of the group's partners may be, 1 to 366 days; <see langword="null"/> for the program's.</summary>
    public TimeSpan? AttributionWindow { get; init; }

    /// <summary>Whether only a person approves commissions.</summary>
    public bool IsManual { get; init; }

    /// <summary>The plan of the group's partners; <see langword="null"/> for the program's.</summary>
    public PlanId? PlanId { get; init; }

    /// <summary>From when it holds, for sales that happen then or later.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<GroupPolicy> Record { get; } = new RecordType<GroupPolicy>("group_policies", p => p.Id)
        .Unique(p => p.GroupId, p => p.Number)
        .Index(p => p.ProgramId);

    internal static GroupPolicy Of(PartnerGroup group, GroupTerms terms, int number, DateTimeOffset now, DateTimeOffset? effectiveFrom = null) => new()
    {
        Id = AffiliateId.New<GroupPolicyId>(now),
        ProgramId = group.ProgramId,
        GroupId = group.Id,
        Number = number,
        Commission = terms.Commission,
        HoldPeriod = terms.HoldPeriod,
        HoldsToMonthEnd = terms.HoldsToMonthEnd,
        AttributionWindow = terms.AttributionWindow,
        IsManual = terms.IsManual,
        PlanId = terms.PlanId,
        EffectiveFrom = effectiveFrom?.ToUtcMilliseconds() ?? now,
        CreatedAt = now,
    };
}
