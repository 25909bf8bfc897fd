namespace Affiliate;

/// <summary>What rules decided, before caps.</summary>
/// <param name="Parts">What each rule pays, the parts summing to the whole.</param>
/// <param name="Trials">Every rule tried and its result.</param>
/// <param name="Flows">The flows that pay, for their caps.</param>
/// <param name="Rounding">How shares were rounded.</param>
/// <param name="IsOver">Whether a duration or count that has ended is why something earns nothing.</param>
internal sealed record Verdict(
    IReadOnlyList<CommissionPart> Parts, IReadOnlyList<RuleTrial> Trials, IReadOnlyDictionary<string, Flow> Flows,
    RoundingMode Rounding, bool IsOver)
{
    /// <summary>What is earned before caps, in minor units.</summary>
    public long AmountMinorUnits => Parts.Aggregate(0L, (sum, part) => checked(sum + part.AmountMinorUnits));

    /// <summary>The rule the commission is filed under.</summary>
    public string Rule => Parts.Count == 1 ? Parts[0].Rule : RuleEngine.Lines;

    /// <summary>The share, when one share of the whole base is all there is; of some lines only, or of lines rounded one by one, it would not be their rate.</summary>
    public Rate? Rate => Parts is [{ Rate: { } rate } part] && part.BaseMinorUnits == BaseMinorUnits
        && rate.Of(BaseMinorUnits, Rounding) == part.AmountMinorUnits ? rate : null;

    /// <summary>The base of the whole payment.</summary>
    public required long BaseMinorUnits { get; init; }

    public static Verdict Of(
        IReadOnlyList<(Winner Winner, long Base)> winners, PlanTerms terms, CommissionQuestion question,
        IReadOnlyList<RuleTrial> trials, bool isOver)
    {
        var rules = winners.GroupBy(won => won.Winner.Rule, StringComparer.Ordinal)
            .Select(rule => (rule.First().Winner, Base: rule.Sum(won => won.Base))).ToList();
        var amounts = Amounts(rules, question.AmountMinorUnits, terms.RoundsEachLine ? RoundedLines(winners, terms.Rounding) : null, terms.Rounding);
        var parts = rules.Select((rule, i) => new CommissionPart(rule.Winner.Rule, rule.Base, rule.Winner.Rate, amounts[i]))
            .ToList();
        return new Verdict(
            parts, trials, rules.Select(rule => rule.Winner.Flow).OfType<Flow>().ToDictionary(flow => flow.Id.ToString()),
            terms.Rounding, isOver && question.Event == Flow.TransactionCompleted)
        {
            BaseMinorUnits = question.AmountMinorUnits,
        };
    }

    /// <summary>What the shares of all lines come to when each is rounded by itself.</summary>
    private static long RoundedLines(IReadOnlyList<(Winner Winner, long Base)> winners, RoundingMode rounding) => winners.Aggregate(
        0L, (sum, won) => checked(sum + (won.Winner.Rate?.Of(won.Base, rounding) ?? 0)));

    /// <summary>
    /// All shares together are rounded once, and are never more than what was paid, however many are added up; what each rule has of that
    /// is split by largest remainder.
    /// </summary>
    private static long[] Amounts(List<(Winner Winner, long Base)> rules, long most, long? rounded, RoundingMode rounding)
    {
        var weights = rules.ConvertAll(rule =>
            rule.Winner.Rate is { } rate ? (Int128)rule.Base * rate.BasisPoints : Int128.Zero);
        var sum = weights.Aggregate(Int128.Zero, (sum, weight) => sum + weight);

        // A line that gives money again lowers what the others earn, and no payment earns less than nothing.
        var shares = sum > 0
            ? Allocation.Split(Math.Clamp(rounded ?? rounding.Divide(sum, 10_000), 0, Math.Max(0, most)), weights.ConvertAll(weight => Int128.Max(weight, 0)))
            : new long[rules.Count];
        return [.. rules.Select((rule, i) => rule.Winner.Rate is not null ? shares[i] : rule.Base < 0 ? 0 : rule.Winner.Flat)];
    }
}

/// <summary>What rules and caps came to.</summary>
internal sealed record Earned(Verdict Verdict, Clamped Clamped, string? ReviewReason);
