namespace Affiliate;

/// <summary>One rule of a plan: what it is about, when it holds, and what it pays (AH-24).</summary>
public sealed record Flow
{
    /// <summary>The event of a payment; the default.</summary>
    public const string TransactionCompleted = "transaction_completed";

    /// <summary>The event of a lead.</summary>
    public const string LeadCreated = "lead_created";

    /// <summary>The event of a qualified click, once per visitor and 24 hours.</summary>
    public const string ClickQualified = "click_qualified";

    /// <summary>The identifier; the same in every version of the plan.</summary>
    public required FlowId Id { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>What it pays for: <see cref="TransactionCompleted"/>, <see cref="LeadCreated"/> or <see cref="ClickQualified"/>.</summary>
    public string Event { get; init; } = TransactionCompleted;

    /// <summary>The share; <see langword="null"/> for a flat amount.</summary>
    public Rate? Rate { get; init; }

    /// <summary>The flat amount in minor units of <see cref="Currency"/>; <see langword="null"/> for a share.</summary>
    public long? AmountMinorUnits { get; init; }

    /// <summary>Only payments in this currency; always given for flat amounts.</summary>
    public string? Currency { get; init; }

    /// <summary>Only these products; none for all. Of a sale with lines, the lines of these products.</summary>
    public IReadOnlyList<string> ProductIds { get; init; } = [];

    /// <summary>What must hold beside; all of it.</summary>
    public IReadOnlyList<FlowCondition> Conditions { get; init; } = [];

    /// <summary>The flow with the higher one is tried first; of equal ones the more specific, then the older. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Whether it is tried; one that is not stays in the plan without paying. Default: yes.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>As <see cref="PlanTerms.DurationMonths"/>, for this flow.</summary>
    public int? DurationMonths { get; init; }

    /// <summary>As <see cref="PlanTerms.MaxSales"/>, for this flow.</summary>
    public int? MaxSales { get; init; }

    /// <summary>How many days what it pays waits, before the partner's, the group's and the program's hold; <see langword="null"/> for those.</summary>
    public int? HoldDays { get; init; }

    /// <summary>Other rates or amounts from some sale or month on; the last one reached counts.</summary>
    public IReadOnlyList<FlowStep> Steps { get; init; } = [];

    /// <summary>Whether steps count months, not sales.</summary>
    public bool StepsByMonth { get; init; }

    /// <summary>Limits of what this flow pays.</summary>
    public IReadOnlyList<CommissionCap> Caps { get; init; } = [];

    /// <summary>How many things it asks for: of two flows with one priority the more specific one comes first.</summary>
    public int Specificity() =>
        Conditions.Sum(condition => condition.Count()) + (Currency is null || Rate is null ? 0 : 1) + (ProductIds.Count > 0 ? 1 : 0);
}

/// <summary>Another rate or amount from some sale or month on.</summary>
/// <param name="From">From which sale or month, from 1.</param>
/// <param name="Rate">The share, where the flow pays a share.</param>
/// <param name="AmountMinorUnits">The amount, where the flow pays a flat one.</param>
public sealed record FlowStep(int From, Rate? Rate, long? AmountMinorUnits);

/// <summary>A comparison, or a group of conditions of which all or any must hold.</summary>
public sealed record FlowCondition
{
    /// <summary>The field, for example <c>txn_amount_cents</c>; <see langword="null"/> for a group.</summary>
    public string? Field { get; init; }

    /// <summary>How it is compared.</summary>
    public FlowOperator Operator { get; init; }

    /// <summary>What it is compared with; several for <see cref="FlowOperator.In"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>All of these must hold.</summary>
    public IReadOnlyList<FlowCondition> All { get; init; } = [];

    /// <summary>One of these must hold.</summary>
    public IReadOnlyList<FlowCondition> Any { get; init; } = [];

    internal int Count() => Field is not null ? 1 : All.Sum(one => one.Count()) + (Any.Count > 0 ? 1 : 0);
}

/// <summary>How a condition compares (AH-25).</summary>
public enum FlowOperator
{
    /// <summary>The same; text in any case.</summary>
    Eq,

    /// <summary>Not the same; a missing value is not.</summary>
    Neq,

    /// <summary>Above.</summary>
    Gt,

    /// <summary>Above or the same.</summary>
    Gte,

    /// <summary>Below.</summary>
    Lt,

    /// <summary>Below or the same.</summary>
    Lte,

    /// <summary>Has the text in it, in any case.</summary>
    Contains,

    /// <summary>One of several.</summary>
    In,
}
