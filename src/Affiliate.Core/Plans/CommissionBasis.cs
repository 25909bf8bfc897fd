namespace Affiliate;

/// <summary>What a commission was computed from: kept with it, so that it can be explained and computed again.</summary>
public sealed record CommissionBasis
{
    /// <summary>Which paid sale of the customer it was, from 1.</summary>
    public int Sequence { get; init; }

    /// <summary>As how many sales it counts, for those after it; <see langword="null"/> for one.</summary>
    public int? Counts { get; init; }

    /// <summary>The rate at which the sale was taken into the commission's currency; <see langword="null"/> where they are the same.</summary>
    public SaleExchange? Exchange { get; init; }

    /// <summary>When the customer's first paid sale happened.</summary>
    public DateTimeOffset? FirstPaidAt { get; init; }

    /// <summary>When it was decided: caps were used up in this order.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The name of the partner's group at that moment.</summary>
    public string? Group { get; init; }

    /// <summary>The partner's slug at that moment.</summary>
    public string? PartnerSlug { get; init; }

    /// <summary>
    /// Whether each condition of the plan on the customer's address or key held, in the order of the plan; <see langword="null"/>
    /// without such conditions. The customer may be forgotten later, the answer stays.
    /// </summary>
    public IReadOnlyList<bool>? Personal { get; init; }

    /// <summary>The program's, the group's and the partner's own share at that moment, in that order; what is missing is null.</summary>
    public IReadOnlyList<Rate?> Rates { get; init; } = [];

    /// <summary>The version of the plan, of a sale that earned nothing; a commission has it itself.</summary>
    public string? PlanVersion { get; init; }

    /// <summary>The rules that paid, each with its base.</summary>
    public IReadOnlyList<CommissionPart> Parts { get; init; } = [];

    /// <summary>Every rule tried and what came of it.</summary>
    public IReadOnlyList<RuleTrial> Trials { get; init; } = [];

    /// <summary>The caps that cut the amount.</summary>
    public IReadOnlyList<CapCut> Caps { get; init; } = [];

    /// <summary>The part that another partner gets of it; <see langword="null"/> for none.</summary>
    public SharedPart? Shared { get; init; }

    /// <summary>
    /// How much it took from each counter that caps add up in, by the counter's name, in minor units; given back should its sale turn
    /// out to be another one. <see langword="null"/> when nothing.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Takes { get; init; }
}

/// <summary>What one rule pays for a part of a sale.</summary>
/// <param name="Rule">The rule: a flow's id, <c>partner</c>, <c>group</c>, <c>default</c> or a host's own name.</param>
/// <param name="BaseMinorUnits">The part of the base it is about.</param>
/// <param name="Rate">The share; <see langword="null"/> for a flat amount.</param>
/// <param name="AmountMinorUnits">What it pays before caps; the parts sum to the whole.</param>
public sealed record CommissionPart(string Rule, long BaseMinorUnits, Rate? Rate, long AmountMinorUnits);

/// <summary>A rule that was tried.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Result"><c>won</c>, <c>outranked</c>, or why it does not hold.</param>
public sealed record RuleTrial(string Rule, string Name, string Result);

/// <summary>A cap that cut an amount.</summary>
/// <param name="Owner">The plan's version or flow whose cap it is.</param>
/// <param name="Scope">What it adds up.</param>
/// <param name="Period">Over what time.</param>
/// <param name="LimitMinorUnits">The limit.</param>
/// <param name="LeftMinorUnits">What was left of it.</param>
public sealed record CapCut(string Owner, CapScope Scope, CapPeriod Period, long LimitMinorUnits, long LeftMinorUnits);

/// <summary>A second partner's part of a commission.</summary>
/// <param name="PartnerId">Whose it is.</param>
/// <param name="Rate">The part; what it comes to is rounded toward zero.</param>
public sealed record SharedPart(string PartnerId, Rate Rate);
