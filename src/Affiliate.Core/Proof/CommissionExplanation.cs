namespace Affiliate;

/// <summary>Why a commission is what it is, from what was stored at the time; today's plans and groups play no part.</summary>
public sealed record CommissionExplanation
{
    /// <summary>The commission.</summary>
    public required Commission Commission { get; init; }

    /// <summary>The partner who earns it.</summary>
    public required Partner Partner { get; init; }

    /// <summary>The sale it is earned on; <see langword="null"/> for leads, clicks and bonuses.</summary>
    public Sale? Sale { get; init; }

    /// <summary>The lead it is earned on.</summary>
    public Lead? Lead { get; init; }

    /// <summary>The customer.</summary>
    public Customer? Customer { get; init; }

    /// <summary>The click that led here; <see langword="null"/> without one, or when it was deleted after its time.</summary>
    public Click? Click { get; init; }

    /// <summary>What a person decided about the click.</summary>
    public ClickCorrection? ClickCorrection { get; init; }

    /// <summary>The customer's binding.</summary>
    public Referral? Referral { get; init; }

    /// <summary>The decision on the customer that was in force, with every click that competed and why each other lost.</summary>
    public ExplainedDecision? Decision { get; init; }

    /// <summary>The plan; <see langword="null"/> when the partner's, the group's or the program's share decided without one.</summary>
    public Plan? Plan { get; init; }

    /// <summary>The version of the plan that was in force.</summary>
    public PlanVersion? PlanVersion { get; init; }

    /// <summary>What it was computed from: every rule tried with its result, the rules that paid, the caps that cut.</summary>
    public CommissionBasis? Basis { get; init; }

    /// <summary>The arithmetic from the payment to what is kept.</summary>
    public IReadOnlyList<ArithmeticStep> Arithmetic { get; init; } = [];

    /// <summary>The refunds and disputes of the sale, oldest first.</summary>
    public IReadOnlyList<SaleReversal> Reversals { get; init; } = [];

    /// <summary>The ledger entries, oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>The payouts that pay for it.</summary>
    public IReadOnlyList<ExplainedPayout> Payouts { get; init; } = [];

    /// <summary>The commission that this one is a share of, for who recruited the partner.</summary>
    public Commission? Source { get; init; }

    /// <summary>Where the stored commission is not what its inputs give; empty when they agree to the minor unit.</summary>
    public IReadOnlyList<RederivedDifference> Differences { get; init; } = [];
}

/// <summary>One step of a commission's arithmetic.</summary>
/// <param name="Step">
/// What it is: <c>charged</c>, <c>left_out</c>, <c>fee</c>, <c>converted</c>, <c>base</c>, <c>share</c>, <c>flat</c>, <c>uncapped</c>, <c>cap</c>,
/// <c>earned</c>, <c>reversed</c>, <c>let_go</c>, <c>rejected</c> or <c>kept</c>.
/// </param>
/// <param name="Text">The same for people.</param>
/// <param name="AmountMinorUnits">The amount in minor units; of a cap, what was left of it.</param>
public sealed record ArithmeticStep(string Step, string Text, long AmountMinorUnits);

/// <summary>A payout that pays for a commission.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="StatementNumber">The number of its statement; <see langword="null"/> until the money is confirmed.</param>
/// <param name="Lines">The lines of the statement that are about the commission: the entries that are paid.</param>
public sealed record ExplainedPayout(Payout Payout, long? StatementNumber, IReadOnlyList<PayoutItem> Lines);
