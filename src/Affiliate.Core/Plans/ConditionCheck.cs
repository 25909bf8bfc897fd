using System.Globalization;

namespace Affiliate;

/// <summary>Whether conditions that must hold together can. Pure. What cannot be told counts as possible.</summary>
internal static class ConditionCheck
{
    private const StringComparison Comparison = StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether the conditions exclude one another: two values of one field, an empty range, or values that another one rules out.</summary>
    public static bool IsContradiction(IEnumerable<FlowCondition> conditions)
    {
        var all = conditions.ToList();
        return all.SelectMany(Demanded).GroupBy(one => one.Field!, StringComparer.Ordinal)
                .Any(field => FlowMatch.Numbers.Contains(field.Key) ? IsEmptyRange(field) : IsEmptyChoice(field))
            || all.Any(one => one.Field is null && one.Any.Count > 0 && one.Any.All(member => IsContradiction([member])));
    }

    /// <summary>Whether the condition asks for a part of an address, of which only a keyed hash is kept.</summary>
    public static bool AsksForPartOfAddress(FlowCondition condition) => condition.Field is null
        ? condition.All.Concat(condition.Any).Any(AsksForPartOfAddress)
        : condition.Field == "customer_email" && !condition.Values.Any(value => EmailAddress.TryNormalize(value, out _));

    /// <summary>The comparisons of which every one must hold.</summary>
    private static IEnumerable<FlowCondition> Demanded(FlowCondition condition) =>
        condition.Field is not null ? [condition] : condition.All.SelectMany(Demanded);

    private static bool IsEmptyRange(IEnumerable<FlowCondition> conditions)
    {
        // Sales and months are counted from 1, amounts from 0.
        Int128 least = conditions.First().Field is "sequence" or "month" ? 1 : 0, most = long.MaxValue;
        var choices = new List<HashSet<long>>();
        var excluded = new HashSet<long>();
        foreach (var condition in conditions)
        {
            var values = condition.Values.Select(value => long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
            switch (condition.Operator)
            {
                case FlowOperator.Eq or FlowOperator.In:
                    choices.Add([.. values]);
                    break;
                case FlowOperator.Neq:
                    excluded.Add(values[0]);
                    break;
                default:
                    (least, most) = condition.Operator switch
                    {
                        FlowOperator.Gt => (Int128.Max(least, (Int128)values[0] + 1), most),
                        FlowOperator.Gte => (Int128.Max(least, values[0]), most),
                        FlowOperator.Lt => (least, Int128.Min(most, (Int128)values[0] - 1)),
                        _ => (least, Int128.Min(most, values[0])),
                    };
                    break;
            }
        }

        return least > most || (choices.Count > 0 && !choices.Aggregate((one, other) => [.. one.Intersect(other)])
            .Any(value => value >= least && value <= most && !excluded.Contains(value)));
    }

    private static bool IsEmptyChoice(IEnumerable<FlowCondition> conditions)
    {
        var choices = conditions.Where(one => one.Operator is FlowOperator.Eq or FlowOperator.In)
            .Select(one => one.Values.ToHashSet(StringComparer.OrdinalIgnoreCase)).ToList();
        return choices.Count > 0 && !choices.Aggregate((one, other) => [.. one.Intersect(other, StringComparer.OrdinalIgnoreCase)])
            .Any(value => conditions.All(one => one.Operator switch
            {
                FlowOperator.Neq => !value.Equals(one.Values[0], Comparison),
                FlowOperator.Contains => one.Field == "customer_email" || value.Contains(one.Values[0], Comparison),
                _ => true,
            }));
    }
}
