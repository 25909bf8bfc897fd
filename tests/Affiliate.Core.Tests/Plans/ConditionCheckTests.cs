using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Affiliate.Core.Tests.Plans;

/// <summary>Rules that can never match are told when they are saved; rules that can are never called impossible.</summary>
public sealed class ConditionCheckTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, FlowCondition[]> Impossible => new()
    {
        { "two values", [Is("provider", FlowOperator.Eq, "stripe"), Is("provider", FlowOperator.Eq, "paddle")] },
        { "ruled out", [Is("provider", FlowOperator.Eq, "stripe"), Is("provider", FlowOperator.Neq, "STRIPE")] },
        { "two lists", [Is("currency", FlowOperator.In, "USD", "EUR"), Is("currency", FlowOperator.In, "JPY", "KWD")] },
        { "not in it", [Is("partner_slug", FlowOperator.Eq, "alpha"), Is("partner_slug", FlowOperator.Contains, "beta")] },
        { "a range", [Is("txn_amount_cents", FlowOperator.Gt, "10"), Is("txn_amount_cents", FlowOperator.Lte, "10")] },
        { "beyond a range", [Is("sequence", FlowOperator.In, "4", "5"), Is("sequence", FlowOperator.Lt, "4")] },
        { "before the first", [Is("month", FlowOperator.Lt, "1")] },
        { "any of two", [new FlowCondition { Any = [Is("month", FlowOperator.Lt, "1"), Is("sequence", FlowOperator.Eq, "0")] }] },
        { "in a group", [Is("provider", FlowOperator.Eq, "api"), new FlowCondition { All = [Is("provider", FlowOperator.Eq, "stripe")] }] },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void Conditions_that_exclude_one_another_are_found(string why, FlowCondition[] conditions) =>
        Assert.True(ConditionCheck.IsContradiction(conditions), why);

    [Fact]
    public void What_is_called_impossible_never_holds()
    {
        var cases = Gen.ArrayOf(Gen.OneOf(
            from comparison in Gen.Elements(FlowOperator.Eq, FlowOperator.Neq, FlowOperator.Gt, FlowOperator.Gte, FlowOperator.Lt, FlowOperator.Lte, FlowOperator.In)
            from value in Gen.Choose(0, 5)
            from other in Gen.Choose(0, 5)
            select Is("sequence", comparison, comparison == FlowOperator.In ? [$"{value}", $"{other}"] : [$"{value}"]),
            from comparison in Gen.Elements(FlowOperator.Eq, FlowOperator.Neq, FlowOperator.Contains, FlowOperator.In)
            from value in Gen.Elements("a", "b", "AB")
            from other in Gen.Elements("a", "b", "AB")
            select Is("provider", comparison, comparison == FlowOperator.In ? [value, other] : [value])), 3);

        Prop.ForAll(Arb.From(cases), conditions =>
        {
            var holds = Enumerable.Range(1, 7).Any(sequence => new[] { "a", "b", "ab", "cab" }.Any(provider =>
            {
                var question = new CommissionQuestion
                {
                    Currency = "USD",
                    FirstPaidAt = Start,
                    OccurredAt = Start,
                    Sequence = sequence,
                    Provider = provider,
                };
                return conditions.All(condition => FlowMatch.Holds(condition, question, null));
            }));
            Assert.False(holds && ConditionCheck.IsContradiction(conditions));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_flow_behind_one_that_asks_for_less_and_a_part_of_an_address_are_told()
    {
        var first = RuleEngineTests.Share("first", 1_000) with { Priority = 2, Conditions = [Is("provider", FlowOperator.Eq, "api")] };
        var behind = RuleEngineTests.Share("behind", 2_000) with
        {
            Priority = 1,
            Conditions = [Is("provider", FlowOperator.Eq, "api"), Is("customer_email", FlowOperator.Contains, "@example.com")],
        };

        var warnings = PlanRules.Warnings(RuleEngineTests.Terms(first, behind));

        Assert.Contains(warnings, w => w.Contains("'behind'", StringComparison.Ordinal) && w.Contains("can never match", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("'behind'", StringComparison.Ordinal) && w.Contains("whole addresses", StringComparison.Ordinal));
    }

    private static FlowCondition Is(string field, FlowOperator comparison, params string[] values) =>
        new() { Field = field, Operator = comparison, Values = values };
}
