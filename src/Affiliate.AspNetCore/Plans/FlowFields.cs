namespace Affiliate.AspNetCore;

/// <summary>Reads flows, conditions, steps and caps as callers write them (AH-24).</summary>
internal static class FlowFields
{
    /// <summary>The fields of a flow, for examples.</summary>
    public const string Example = """
        "name":"Yearly plans","event":"transaction_completed","action_type":"percentage","action_value":30.5,"currency":"USD","conditions":[{"field":"txn_amount_cents","operator":"gt","value":10000}],"product_ids":["yearly"],"priority":10,"active":true,"duration_months":12,"max_sales":12,"hold_period_days":60,"step_by":"sale","steps":[{"from":4,"action_value":10.5}],"caps":[{"scope":"sale","period":"ever","amount_cents":5000,"soft":false}]
        """;

    private const int MaxNameLength = 100;
    private const int MaxValueLength = 200;

    private static readonly string[] Groups = ["all", "any"];

    /// <summary>What the given fields make of a flow.</summary>
    public static Func<Flow, Flow> Read(JsonFields fields, AffiliateProgram program, bool isNew)
    {
        fields.RefuseNulls("name", "event", "action_type", "action_value", "priority", "active", "conditions");
        var name = fields.Name("name", MaxNameLength, isRequired: isNew);
        var about = fields.Text("event", 64);
        var action = Action(fields, program, isNew);
        var conditions = fields.Objects("conditions", 50)?.Select(item => Condition(item, 0)).OfType<FlowCondition>().ToList();
        var products = fields.Texts("product_ids", Payment.MaxReferenceLength);
        var priority = fields.Whole("priority", -1_000_000, 1_000_000);
        var isActive = fields.Flag("active");
        var duration = fields.Whole("duration_months", 0, 1_200);
        var sales = fields.Whole("max_sales", 1, int.MaxValue);
        var hold = fields.Whole("hold_period_days", 0, 366);
        var byMonth = StepsByMonth(fields);
        var caps = Caps(fields);
        return flow =>
        {
            flow = action(flow) with
            {
                Name = name ?? flow.Name,
                Event = about ?? flow.Event,
                Conditions = conditions ?? flow.Conditions,
                ProductIds = fields.Has("product_ids") ? products ?? [] : flow.ProductIds,
                Priority = (int?)priority ?? flow.Priority,
                IsActive = isActive ?? flow.IsActive,
                DurationMonths = fields.Has("duration_months") ? (int?)duration : flow.DurationMonths,
                MaxSales = fields.Has("max_sales") ? (int?)sales : flow.MaxSales,
                HoldDays = fields.Has("hold_period_days") ? (int?)hold : flow.HoldDays,
                StepsByMonth = byMonth ?? flow.StepsByMonth,
                Caps = fields.Has("caps") ? caps ?? [] : flow.Caps,
            };
            return flow;
        };
    }

    /// <summary>Caps, each a scope, a period and an amount.</summary>
    public static IReadOnlyList<CommissionCap>? Caps(JsonFields fields) => fields.Objects("caps", 10)?.Select(item =>
    {
        var amount = item.Whole("amount_cents", 0, Money.MaxMinorUnits, isRequired: true);
        return new CommissionCap(
            item.Choice<CapScope>("scope") ?? CapScope.Sale, item.Choice<CapPeriod>("period") ?? CapPeriod.Ever, amount ?? 0)
        {
            IsSoft = item.Flag("soft") ?? false,
        };
    }).ToList();

    private static Func<Flow, Flow> Action(JsonFields fields, AffiliateProgram program, bool isNew)
    {
        var currency = fields.Currency("currency");
        var steps = fields.Has("steps");
        if (!isNew && !fields.Has("action_type") && !fields.Has("action_value") && !steps)
        {
            return flow => fields.Has("currency")
                ? flow with { Currency = currency ?? (flow.Rate is null ? program.Currency : null) }
                : flow;
        }

        var type = fields.Text("action_type", 32, isRequired: true);
        switch (type)
        {
            case "percentage":
                var rate = Required(fields, fields.Percent("action_value"));
                var rates = fields.Objects("steps", 60)?.Select(item => new FlowStep(From(item), Required(item, item.Percent("action_value")), null)).ToList();
                return flow => flow with
                {
                    Rate = rate,
                    AmountMinorUnits = null,
                    Currency = fields.Has("currency") ? currency : flow.Rate is null && !isNew ? null : flow.Currency,
                    Steps = steps ? rates ?? [] : flow.Rate is null ? [] : flow.Steps,
                };
            case "flat":
                var amount = fields.Whole("action_value", 0, Money.MaxMinorUnits, isRequired: true);
                var amounts = fields.Objects("steps", 60)?.Select(item => new FlowStep(
                    From(item), null, item.Whole("action_value", 0, Money.MaxMinorUnits, isRequired: true) ?? 0)).ToList();
                return flow => flow with
                {
                    Rate = null,
                    AmountMinorUnits = amount,
                    Currency = currency ?? flow.Currency ?? program.Currency,
                    Steps = steps ? amounts ?? [] : flow.Rate is not null ? [] : flow.Steps,
                };
            default:
                if (type is not null)
                {
                    fields.Fault("action_type", "Must be 'percentage' or 'flat'.");
                }

                return flow => flow;
        }
    }

    private static Rate? Required(JsonFields fields, Rate? rate)
    {
        if (rate is null && !fields.Has("action_value"))
        {
            fields.Fault("action_value", "Is required.");
        }

        return rate;
    }

    private static int From(JsonFields step) => (int)(step.Whole("from", 1, 1_000_000, isRequired: true) ?? 1);

    private static bool? StepsByMonth(JsonFields fields)
    {
        var by = fields.Text("step_by", 16);
        if (by is not (null or "sale" or "month"))
        {
            fields.Fault("step_by", "Must be 'sale' or 'month'.");
        }

        return by is null ? null : by == "month";
    }

    private static FlowCondition? Condition(JsonFields fields, int depth)
    {
        foreach (var group in Groups.Where(fields.Has))
        {
            if (depth > 2)
            {
                fields.Fault(group, "Is nested too deep.");
                return null;
            }

            var members = fields.Objects(group, 20)?.Select(item => Condition(item, depth + 1)).OfType<FlowCondition>().ToList() ?? [];
            return group == "all" ? new FlowCondition { All = members } : new FlowCondition { Any = members };
        }

        var field = fields.Text("field", 64, isRequired: true);
        var comparison = fields.Choice<FlowOperator>("operator");
        if (comparison is null && !fields.Has("operator"))
        {
            fields.Fault("operator", "Is required.");
        }

        var values = fields.Scalars("value", 50, MaxValueLength);
        return field is null || values is null ? null : new FlowCondition { Field = field, Operator = comparison ?? FlowOperator.Eq, Values = values };
    }
}
