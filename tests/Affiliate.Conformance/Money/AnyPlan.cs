using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>Random plans, with everything that plans can have.</summary>
internal static class AnyPlan
{
    public static readonly string[] Products = ["basic", "pro", "addon"];

    public static Gen<PlanTerms> Terms() =>
        from flows in Gen.ArrayOf(Flow()).Resize(4)
        from caps in Gen.ArrayOf(Cap()).Resize(2)
        from duration in Gen.Elements<int?>(null, null, 0, 2)
        from most in Gen.Elements<int?>(null, null, 3)
        from recruiter in Gen.Elements<Rate?>(null, new Rate(1_500), new Rate(333))
        from selection in Gen.Elements(FlowSelection.FirstMatch, FlowSelection.BestForPartner, FlowSelection.StackAll)
        from rounding in Gen.Elements(RoundingMode.Floor, RoundingMode.HalfUp, RoundingMode.HalfEven)
        from flat in Gen.Choose(0, 2)
        from years in Gen.Elements(false, true)
        from stops in Gen.Elements(false, true)
        from roundsLines in Gen.Elements(false, false, true)
        from baseKind in Gen.Elements(BaseKind.Net, BaseKind.NetOfFees, BaseKind.Gross)
        from excluded in Gen.Elements<string?>(null, null, "addon", "basic")
        from letGo in Gen.Elements<long?>(null, null, 2_500)
        select new PlanTerms
        {
            Flows = [.. flows.Take(4)],
            Caps = Distinct(caps),
            DurationMonths = duration,
            MaxSales = most,
            RecruiterShare = recruiter,
            Selection = selection,
            Rounding = rounding,
            CountsYearsAsTwelve = years,
            StopsAtCancellation = stops,
            ResumesWithinDays = stops && years ? 20 : null,
            IgnoresProrations = years,
            RoundsEachLine = roundsLines,
            Base = baseKind,
            ExcludedProducts = excluded is null ? [] : [excluded],
            AreFlatRewardsProportional = flat == 1,
            AreFlatRewardsKeptUntilFull = flat == 2,
            KeepsRefundsUpTo = letGo,
        };

    private static Gen<Flow> Flow() =>
        from isShare in Gen.Elements(true, true, false)
        from points in Gen.Choose(1, 10_000)
        from flat in Gen.Choose(1, 5_000)
        from priority in Gen.Choose(0, 2)
        from product in Gen.Elements<string?>(null, null, "basic", "pro")
        from condition in Condition()
        from duration in Gen.Elements<int?>(null, null, 1)
        from start in Gen.Elements<int?>(null, null, 2, 3)
        from byMonth in Gen.Elements(true, false)
        from caps in Gen.ArrayOf(Cap()).Resize(2)
        select new Flow
        {
            Id = Sample.Id<FlowId>(),
            Name = $"{points} of {product ?? "all"}",
            Rate = isShare ? new Rate(points) : null,
            AmountMinorUnits = isShare ? null : flat,
            Currency = isShare ? null : "USD",
            Priority = priority,
            ProductIds = product is null ? [] : [product],
            Conditions = condition is null ? [] : [condition],
            DurationMonths = duration,
            Steps = start is { } first ? [new FlowStep(first, isShare ? new Rate(points / 2) : null, isShare ? null : flat / 2)] : [],
            StepsByMonth = byMonth,
            HoldDays = start,
            Caps = Distinct(caps),
        };

    private static Gen<FlowCondition?> Condition() => Gen.Elements<FlowCondition?>(
        null,
        null,
        new FlowCondition { Field = "txn_amount_cents", Operator = FlowOperator.Gte, Values = ["5000"] },
        new FlowCondition { Field = "sequence", Operator = FlowOperator.Gt, Values = ["1"] },
        new FlowCondition { Field = "metadata.country", Operator = FlowOperator.Eq, Values = ["AT"] },
        new FlowCondition { Field = "customer_key", Operator = FlowOperator.Contains, Values = ["-0"] },
        new FlowCondition { Any = [new FlowCondition { Field = "customer_email", Operator = FlowOperator.Eq, Values = ["buyer-1@example.com"] }] },
        new FlowCondition { Field = "partner_slug", Operator = FlowOperator.Contains, Values = ["p"] },
        new FlowCondition { Field = "currency", Operator = FlowOperator.Neq, Values = ["JPY"] });

    private static IReadOnlyList<CommissionCap> Distinct(CommissionCap[] caps) =>
        [.. caps.Take(3).DistinctBy(cap => (cap.Scope, cap.Period, cap.IsSoft))];

    private static Gen<CommissionCap> Cap() =>
        from scope in Gen.Elements(CapScope.Sale, CapScope.Customer, CapScope.Partner, CapScope.All)
        from period in Gen.Elements(CapPeriod.Ever, CapPeriod.Day, CapPeriod.Month, CapPeriod.Year)
        from amount in Gen.Choose(0, 8_000)
        from isSoft in Gen.Elements(false, false, true)
        select new CommissionCap(scope, period, amount) { IsSoft = isSoft };
}
