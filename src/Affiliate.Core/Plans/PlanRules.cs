namespace Affiliate;

/// <summary>What rules must satisfy, and what about them an owner should know. Pure.</summary>
internal static class PlanRules
{
    private const int MostConditions = 50;

    /// <summary>What is wrong with the rules, each a sentence; empty when they can be saved.</summary>
    public static IReadOnlyList<string> Problems(PlanTerms terms)
    {
        var problems = new List<string>();
        if (terms.Flows.Count > PlanTerms.MostFlows)
        {
            problems.Add($"A plan has at most {PlanTerms.MostFlows} flows.");
        }

        problems.AddRange(terms.Flows.SelectMany(flow => Problems(flow).Select(problem => $"{flow.Name}: {problem}")));
        problems.AddRange(Caps(terms.Caps));
        if (terms.DurationMonths is < 0 or > 1_200 || terms.MaxSales is < 1 || terms.RecruiterMonths is < 1 or > 1_200
            || terms.ResumesWithinDays is < 1 or > 3_660)
        {
            problems.Add("Durations are 0 to 1,200 months, counts from 1, returns within 1 to 3,660 days.");
        }

        if (terms.AreFlatRewardsProportional && terms.AreFlatRewardsKeptUntilFull)
        {
            problems.Add("Flat rewards are taken back either in proportion or only with a full refund.");
        }

        if (terms.KeepsRefundsUpTo is < 0 or > Money.MaxMinorUnits || terms.ExcludedProducts.Count > PlanTerms.MostFlows)
        {
            problems.Add($"Refunds that are let go are an amount from 0, excluded products at most {PlanTerms.MostFlows}.");
        }

        foreach (var bonus in terms.Bonuses)
        {
            if (!ProgramSeed.IsValidKey(bonus.Key) || bonus.Key.Length > 40 || bonus.Goal < 1 || !Currencies.IsKnown(bonus.Currency)
                || bonus.AmountMinorUnits is < 1 or > Money.MaxMinorUnits)
            {
                problems.Add($"The bonus '{bonus.Key}' needs a key, a goal and an amount from 1, and a currency.");
            }
        }

        return problems;
    }

    /// <summary>What an owner should know: rules that never hold, overlap, or pay without limit.</summary>
    public static IReadOnlyList<string> Warnings(PlanTerms terms)
    {
        var warnings = new List<string>();
        var active = terms.Flows.Where(flow => flow.IsActive).OrderByDescending(flow => flow.Priority)
            .ThenByDescending(flow => flow.Specificity()).ThenBy(flow => flow.Id.ToString(), StringComparer.Ordinal).ToList();
        foreach (var (flow, index) in active.Select((flow, i) => (flow, i)))
        {
            if (ConditionCheck.IsContradiction(flow.Conditions))
            {
                warnings.Add($"The flow '{flow.Name}' ({flow.Id}) can never match: its conditions exclude one another.");
            }

            if (flow.Conditions.Any(ConditionCheck.AsksForPartOfAddress))
            {
                warnings.Add($"The flow '{flow.Name}' ({flow.Id}) asks for a part of 'customer_email': only whole addresses can be compared.");
            }

            var before = terms.Selection == FlowSelection.FirstMatch
                ? active.Take(index).FirstOrDefault(other => Covers(other, flow, terms))
                : null;
            if (before is not null)
            {
                warnings.Add($"The flow '{flow.Name}' ({flow.Id}) can never match: '{before.Name}' ({before.Id}) comes first and always holds where it does.");
            }
            else if (terms.Selection != FlowSelection.StackAll && active.Skip(index + 1).FirstOrDefault(other => Overlaps(flow, other)) is { } rival)
            {
                warnings.Add($"The flows '{flow.Name}' ({flow.Id}) and '{rival.Name}' ({rival.Id}) overlap with one priority; the more specific one counts, then the older one.");
            }

            if (IsUnlimited(flow, terms))
            {
                warnings.Add($"The flow '{flow.Name}' ({flow.Id}) pays without limit: it has neither an end nor a cap.");
            }

            if (flow.Rate is null && flow.Event == Flow.TransactionCompleted)
            {
                warnings.Add($"The flow '{flow.Name}' ({flow.Id}) pays a flat amount, which may be more than what was paid.");
            }
        }

        if (terms.Selection == FlowSelection.StackAll
            && active.Where(flow => flow.Event == Flow.TransactionCompleted).Sum(flow => flow.Rate?.BasisPoints ?? 0) > 10_000)
        {
            warnings.Add("All flows that hold are added up, which may come to everything that was paid.");
        }

        return warnings;
    }

    private static IEnumerable<string> Problems(Flow flow)
    {
        if (flow.Event is not (Flow.TransactionCompleted or Flow.LeadCreated or Flow.ClickQualified))
        {
            yield return $"The event must be '{Flow.TransactionCompleted}', '{Flow.LeadCreated}' or '{Flow.ClickQualified}'.";
        }

        if ((flow.Rate is null) == (flow.AmountMinorUnits is null) || flow.AmountMinorUnits is < 0 or > Money.MaxMinorUnits)
        {
            yield return "It needs either a share or a flat amount.";
        }

        if (flow.Rate is null && !Currencies.IsKnown(flow.Currency))
        {
            yield return "A flat amount needs a currency.";
        }

        if (flow.Event != Flow.TransactionCompleted && flow.Rate is not null)
        {
            yield return "Leads and clicks have no amount to take a share of; use a flat amount.";
        }

        // Whoever pays for clicks can be drained by a robot, so that a limit is demanded, not only advised.
        if (flow.Event == Flow.ClickQualified && flow.Caps.All(cap => cap.IsSoft || cap.Scope is not (CapScope.Partner or CapScope.All)))
        {
            yield return "Paying for clicks needs a cap for the partner or for all.";
        }

        if (flow.DurationMonths is < 0 or > 1_200 || flow.MaxSales is < 1 || flow.Steps.Any(step => step.From < 1)
            || flow.Steps.Any(step => (step.Rate is null) != (flow.Rate is null)) || flow.Steps.Count > 60)
        {
            yield return "Durations are 0 to 1,200 months, counts and steps from 1, and steps pay what the flow pays: shares or amounts.";
        }

        if (flow.HoldDays is < 0 or > 366)
        {
            yield return "The hold is 0 to 366 days.";
        }

        if (flow.Conditions.Sum(Size) > MostConditions)
        {
            yield return $"It has more than {MostConditions} conditions.";
        }

        if (flow.Conditions.Any(IsEmpty))
        {
            yield return "A group of conditions needs at least one.";
        }

        foreach (var condition in flow.Conditions.SelectMany(Leaves))
        {
            if (!IsKnown(condition))
            {
                yield return $"The condition on '{condition.Field}' has an unknown field, no value, or an operator that does not fit.";
            }
        }

        foreach (var problem in Caps(flow.Caps))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Caps(IReadOnlyList<CommissionCap> caps) =>
        caps.Count > 10 || caps.Any(cap => cap.AmountMinorUnits is < 0 or > Money.MaxMinorUnits)
            ? ["There are at most 10 caps, each an amount from 0."]
            : caps.Where(cap => cap.Scope != CapScope.Sale).DistinctBy(cap => (cap.Scope, cap.Period, cap.IsSoft)).Count()
                < caps.Count(cap => cap.Scope != CapScope.Sale)
                ? ["Two caps are for the same scope and period; keep the lower one."]
                : [];

    private static bool IsKnown(FlowCondition condition)
    {
        var field = condition.Field!;
        if (condition.Values.Count == 0 || (condition.Values.Count > 1 && condition.Operator != FlowOperator.In))
        {
            return false;
        }

        return FlowMatch.Numbers.Contains(field)
            ? condition.Operator != FlowOperator.Contains && condition.Values.All(value => long.TryParse(value, out _))
            : (FlowMatch.Texts.Contains(field) && condition.Operator is FlowOperator.Eq or FlowOperator.Neq or FlowOperator.In or FlowOperator.Contains)
                || field.StartsWith(FlowMatch.MetadataPrefix, StringComparison.Ordinal);
    }

    private static bool IsEmpty(FlowCondition condition) => condition.Field is null
        && ((condition.All.Count == 0 && condition.Any.Count == 0) || condition.All.Concat(condition.Any).Any(IsEmpty));

    private static int Size(FlowCondition condition) => 1 + condition.All.Sum(Size) + condition.Any.Sum(Size);

    private static IEnumerable<FlowCondition> Leaves(FlowCondition condition) =>
        condition.Field is not null ? [condition] : condition.All.Concat(condition.Any).SelectMany(Leaves);

    /// <summary>Whether a flow that comes first holds wherever the other one does.</summary>
    private static bool Covers(Flow first, Flow later, PlanTerms terms)
    {
        var asked = later.Conditions.Select(PlanJson.Write).ToHashSet(StringComparer.Ordinal);
        return first.Event == later.Event && first.Conditions.Select(PlanJson.Write).All(asked.Contains)
            && (first.ProductIds.Count == 0 || (later.ProductIds.Count > 0 && !later.ProductIds.Except(first.ProductIds, StringComparer.Ordinal).Any()))
            && (first.Currency is null || first.Currency == later.Currency)
            && (first.DurationMonths ?? terms.DurationMonths) is null && (first.MaxSales ?? terms.MaxSales) is null;
    }

    private static bool Overlaps(Flow one, Flow other) =>
        one.Event == other.Event && one.Priority == other.Priority
        && !ConditionCheck.IsContradiction(one.Conditions.Concat(other.Conditions))
        && (one.Currency is null || other.Currency is null || one.Currency == other.Currency)
        && (one.ProductIds.Count == 0 || other.ProductIds.Count == 0 || one.ProductIds.Intersect(other.ProductIds).Any());

    private static bool IsUnlimited(Flow flow, PlanTerms terms) =>
        flow.Event != Flow.LeadCreated && (flow.DurationMonths ?? terms.DurationMonths) is null
        && (flow.MaxSales ?? terms.MaxSales) is null && !flow.Caps.Concat(terms.Caps).Any(cap => !cap.IsSoft);
}
