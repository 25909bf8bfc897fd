using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore;

/// <summary>A flow as it is published (AH-24).</summary>
internal sealed record FlowBody(
    string Id, string ProgramId, string PlanId, int PlanVersion, string Name, string Event, string ActionType, decimal ActionValue,
    string? Currency, IReadOnlyList<string> ProductIds, JsonArray Conditions, int Priority, bool Active, int? DurationMonths,
    int? MaxSales, int? HoldPeriodDays, string StepBy, IReadOnlyList<StepBody> Steps, IReadOnlyList<CapBody> Caps, DateTimeOffset UpdatedAt,
    IReadOnlyList<string> Warnings)
{
    public static FlowBody Of(SavedPlan plan, Flow flow) => new(
        flow.Id.ToString(), plan.Plan.ProgramId.ToString(), plan.Plan.Id.ToString(), plan.Version.Number, flow.Name, flow.Event,
        flow.Rate is null ? "flat" : "percentage", flow.Rate?.Percent ?? flow.AmountMinorUnits ?? 0, flow.Currency, flow.ProductIds,
        new JsonArray([.. flow.Conditions.Select(Condition)]), flow.Priority, flow.IsActive, flow.DurationMonths, flow.MaxSales, flow.HoldDays,
        flow.StepsByMonth ? "month" : "sale",
        [.. flow.Steps.Select(step => new StepBody(step.From, step.Rate?.Percent ?? step.AmountMinorUnits ?? 0))],
        [.. flow.Caps.Select(CapBody.Of)], plan.Version.CreatedAt,
        [.. plan.Warnings.Where(warning => warning.Contains(flow.Id.ToString(), StringComparison.Ordinal))]);

    private static JsonNode Condition(FlowCondition condition)
    {
        if (condition.Field is null)
        {
            var members = condition.All.Count > 0 ? condition.All : condition.Any;
            return new JsonObject
            {
                [condition.All.Count > 0 ? "all" : "any"] = new JsonArray([.. members.Select(Condition)]),
            };
        }

        JsonNode?[] values = [.. condition.Values.Select(value =>
            FlowMatch.Numbers.Contains(condition.Field) && long.TryParse(value, out var number)
                ? JsonValue.Create(number)
                : (JsonNode?)JsonValue.Create(value))];
        return new JsonObject
        {
            ["field"] = condition.Field,
            ["operator"] = WireName.Of(condition.Operator),
            ["value"] = condition.Operator == FlowOperator.In ? new JsonArray(values) : values[0],
        };
    }
}

/// <summary>From which sale or month on a flow pays something else.</summary>
internal sealed record StepBody(int From, decimal ActionValue);

/// <summary>A cap as it is published.</summary>
internal sealed record CapBody(string Scope, string Period, long AmountCents, bool Soft)
{
    public static CapBody Of(CommissionCap cap) => new(WireName.Of(cap.Scope), WireName.Of(cap.Period), cap.AmountMinorUnits, cap.IsSoft);
}
