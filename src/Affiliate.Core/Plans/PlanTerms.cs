namespace Affiliate;

/// <summary>The rules of one plan version.</summary>
public sealed record PlanTerms
{
    /// <summary>The most flows a plan has.</summary>
    public const int MostFlows = 100;

    /// <summary>No rules: the partner's, the group's and the program's shares decide.</summary>
    public static PlanTerms None { get; } = new();

    /// <summary>Its flows, in any order.</summary>
    public IReadOnlyList<Flow> Flows { get; init; } = [];

    /// <summary>
    /// How many calendar months (UTC) from the first paid sale earn, for whatever has no limit of its own: 0 only the first
    /// sale, <see langword="null"/> for ever.
    /// </summary>
    public int? DurationMonths { get; init; }

    /// <summary>How many sales of a customer earn, for whatever has no limit of its own; <see langword="null"/> for all.</summary>
    public int? MaxSales { get; init; }

    /// <summary>
    /// Whether a payment for a year counts as twelve sales, in <see cref="MaxSales"/>, in steps and in the field <c>sequence</c>; one whose
    /// <see cref="Payment.SubscriptionInterval"/> is <c>annual</c>, <c>yearly</c> or <c>year</c>.
    /// </summary>
    public bool CountsYearsAsTwelve { get; init; }

    /// <summary>
    /// Whether payments after the end of the customer's subscription earn nothing. What is paid for another subscription that ran at the
    /// same time goes on.
    /// </summary>
    public bool StopsAtCancellation { get; init; }

    /// <summary>Within how many days after the end a customer who returns earns on; <see langword="null"/> for never.</summary>
    public int? ResumesWithinDays { get; init; }

    /// <summary>Limits of what all commissions of the plan come to.</summary>
    public IReadOnlyList<CommissionCap> Caps { get; init; } = [];

    /// <summary>Rewards for reaching a goal.</summary>
    public IReadOnlyList<PlanBonus> Bonuses { get; init; } = [];

    /// <summary>The share of each commission that goes, on top, to who recruited the partner; <see langword="null"/> for none.</summary>
    public Rate? RecruiterShare { get; init; }

    /// <summary>For how many calendar months from the recruit's enrolment; <see langword="null"/> for ever.</summary>
    public int? RecruiterMonths { get; init; }

    /// <summary>Which of several matching flows counts. Default: the first by priority, specificity and id.</summary>
    public FlowSelection Selection { get; init; }

    /// <summary>How shares are rounded. Default: toward zero.</summary>
    public RoundingMode Rounding { get; init; }

    /// <summary>Whether the share of each line is rounded by itself. Default: no, all shares of a sale together are rounded once.</summary>
    public bool RoundsEachLine { get; init; }

    /// <summary>What of a payment shares are taken of. Default: what was paid less tax, discounts, credit and shipping.</summary>
    public BaseKind Base { get; init; }

    /// <summary>Products that earn nothing, whichever rule holds. A rule of the host's own in C# decides about them itself.</summary>
    public IReadOnlyList<string> ExcludedProducts { get; init; } = [];

    /// <summary>Whether lines for a part of the paid time earn nothing and lower nothing. Default: they count, negative ones too.</summary>
    public bool IgnoresProrations { get; init; }

    /// <summary>Whether flat rewards are taken back in proportion to refunds. Default: kept until half is refunded, then reversed whole.</summary>
    public bool AreFlatRewardsProportional { get; init; }

    /// <summary>Whether flat rewards are kept until everything is refunded; not together with <see cref="AreFlatRewardsProportional"/>.</summary>
    public bool AreFlatRewardsKeptUntilFull { get; init; }

    /// <summary>
    /// Up to how much of a sale's base can go back without taking anything of its commission, in minor units of the sale's currency;
    /// a full refund takes all of it. <see langword="null"/>, the default: every refund takes its share.
    /// </summary>
    public long? KeepsRefundsUpTo { get; init; }
}

/// <summary>What of a payment shares are taken of.</summary>
public enum BaseKind
{
    /// <summary>What was paid less tax, discounts, credit and shipping.</summary>
    Net,

    /// <summary>What the customer was charged in all.</summary>
    Gross,

    /// <summary>As <see cref="Net"/>, less what the provider keeps, where that is known.</summary>
    NetOfFees,
}

/// <summary>Which of several matching flows counts.</summary>
public enum FlowSelection
{
    /// <summary>The first by priority, then specificity, then id.</summary>
    FirstMatch,

    /// <summary>The one that pays most for this sale; of equals the first.</summary>
    BestForPartner,

    /// <summary>All of them, added up.</summary>
    StackAll,
}

/// <summary>A limit of what commissions come to, per currency, in its minor units.</summary>
/// <param name="Scope">What is added up.</param>
/// <param name="Period">Over what time, in calendar units of UTC. For a single sale it does not matter.</param>
/// <param name="AmountMinorUnits">The most, from 0.</param>
public sealed record CommissionCap(CapScope Scope, CapPeriod Period, long AmountMinorUnits)
{
    /// <summary>Whether it cuts nothing, and only tells once when it is reached (<c>cap.reached</c>). Default: no.</summary>
    public bool IsSoft { get; init; }
}

/// <summary>What a cap adds up.</summary>
public enum CapScope
{
    /// <summary>One sale, lead or click.</summary>
    Sale,

    /// <summary>One customer.</summary>
    Customer,

    /// <summary>One partner.</summary>
    Partner,

    /// <summary>Everybody.</summary>
    All,
}

/// <summary>Over what time a cap adds up.</summary>
public enum CapPeriod
{
    /// <summary>For ever.</summary>
    Ever,

    /// <summary>A calendar day in UTC.</summary>
    Day,

    /// <summary>A calendar month in UTC.</summary>
    Month,

    /// <summary>A calendar year in UTC.</summary>
    Year,
}

/// <summary>A reward for reaching a goal, once per partner.</summary>
/// <param name="Key">Identifies the goal in the program: 1 to 40 letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Goal">How much is wanted; of revenue, in minor units of <paramref name="Currency"/>, less refunds.</param>
/// <param name="AmountMinorUnits">The reward.</param>
/// <param name="Currency">The ISO 4217 code of the reward and of revenue.</param>
public sealed record PlanBonus(string Key, BonusMetric Metric, long Goal, long AmountMinorUnits, string Currency);

/// <summary>What a bonus counts.</summary>
public enum BonusMetric
{
    /// <summary>Credited sales that earned something, and were neither rejected nor refunded whole.</summary>
    Sales,

    /// <summary>The base of credited sales in the bonus's currency, less refunds and what was rejected.</summary>
    Revenue,
}
