using System.Globalization;

namespace Affiliate;

/// <summary>Whether conditions hold for a payment. Pure.</summary>
internal static class FlowMatch
{
    public const string MetadataPrefix = "metadata.";

    /// <summary>The fields of conditions that are numbers.</summary>
    public static IReadOnlySet<string> Numbers { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "txn_amount_cents", "gross_amount_cents", "sequence", "month" };

    /// <summary>The fields of conditions that are texts, beside <c>metadata.…</c>.</summary>
    public static IReadOnlySet<string> Texts { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "customer_email", "customer_key", "partner_slug", "partner_id", "group", "provider", "product_id", "currency",
        "sale_type", "event_name",
    };

    /// <summary>Why a flow does not hold, as a code; <see langword="null"/> when it does.</summary>
    public static string? Obstacle(Flow flow, CommissionQuestion question, string? product)
    {
        if (!flow.IsActive)
        {
            return "inactive";
        }

        if (flow.Event != question.Event)
        {
            return "other_event";
        }

        if (flow.Currency is not null && flow.Currency != question.Currency)
        {
            return "other_currency";
        }

        if (flow.ProductIds.Count > 0 && !flow.ProductIds.Contains(product, StringComparer.Ordinal))
        {
            return "other_product";
        }

        return flow.Conditions.FirstOrDefault(condition => !Holds(condition, question, product)) is { } failed
            ? $"condition:{failed.Field ?? "group"}"
            : null;
    }

    /// <summary>
    /// Why a person must look, as a code: rules ask for products and nobody told what was bought (<c>payment-providers.md</c> 4.5).
    /// </summary>
    public static string? ReviewOf(Sale sale, PlanTerms? terms) =>
        sale.HasUnknownLines && (terms?.ExcludedProducts.Count > 0 || terms?.Flows.Any(flow => flow.IsActive && AsksForProduct(flow)) == true)
            ? "lines_unknown"
            : null;

    private static bool AsksForProduct(Flow flow) => flow.ProductIds.Count > 0 || flow.Conditions.Any(AsksForProduct);

    private static bool AsksForProduct(FlowCondition condition) =>
        condition.Field == "product_id" || condition.All.Concat(condition.Any).Any(AsksForProduct);

    public static bool Holds(FlowCondition condition, CommissionQuestion question, string? product)
    {
        if (condition.Field is null)
        {
            return condition.All.All(one => Holds(one, question, product))
                && (condition.Any.Count == 0 || condition.Any.Any(one => Holds(one, question, product)));
        }

        if (question.Answers is { } answers && answers.TryGetValue(condition, out var answer))
        {
            return answer;
        }

        if (condition.Field == "customer_email")
        {
            return HoldsEmail(condition, question);
        }

        return Numbers.Contains(condition.Field)
            ? HoldsNumber(condition, NumberOf(condition.Field, question))
            : HoldsText(condition, TextOf(condition.Field, question, product));
    }

    /// <summary>The conditions on who the customer is, in the order of the plan.</summary>
    public static IReadOnlyList<FlowCondition> Personal(PlanTerms terms)
    {
        return [.. terms.Flows.SelectMany(flow => flow.Conditions).SelectMany(Leaves)];

        static IEnumerable<FlowCondition> Leaves(FlowCondition condition) =>
            condition.Field is null ? condition.All.Concat(condition.Any).SelectMany(Leaves)
            : condition.Field is "customer_email" or "customer_key" ? [condition]
            : [];
    }

    /// <summary>The addresses that conditions ask for.</summary>
    public static IEnumerable<string> Addresses(PlanTerms terms) =>
        Personal(terms).Where(condition => condition.Field == "customer_email").SelectMany(condition => condition.Values);

    /// <summary>Only a keyed hash is kept of an address, so only whole addresses can be compared.</summary>
    private static bool HoldsEmail(FlowCondition condition, CommissionQuestion question)
    {
        var isOneOf = condition.Values.Any(value => question.KnownEmails.Contains(value, StringComparer.OrdinalIgnoreCase));
        return condition.Operator switch
        {
            FlowOperator.Eq or FlowOperator.In or FlowOperator.Contains => isOneOf,
            FlowOperator.Neq => !isOneOf,
            _ => false,
        };
    }

    private static bool HoldsNumber(FlowCondition condition, long number)
    {
        var values = condition.Values.Select(value =>
            long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : (long?)null)
            .ToList();
        return values.Count > 0 && condition.Operator switch
        {
            FlowOperator.Eq => number == values[0],
            FlowOperator.Neq => number != values[0],
            FlowOperator.Gt => number > values[0],
            FlowOperator.Gte => number >= values[0],
            FlowOperator.Lt => number < values[0],
            FlowOperator.Lte => number <= values[0],
            FlowOperator.In => values.Contains(number),
            _ => false,
        };
    }

    private static bool HoldsText(FlowCondition condition, string? text)
    {
        if (text is null || condition.Values.Count == 0)
        {
            return condition.Operator == FlowOperator.Neq;
        }

        const StringComparison comparison = StringComparison.OrdinalIgnoreCase;
        return condition.Operator switch
        {
            FlowOperator.Eq => text.Equals(condition.Values[0], comparison),
            FlowOperator.Neq => !text.Equals(condition.Values[0], comparison),
            FlowOperator.Contains => text.Contains(condition.Values[0], comparison),
            FlowOperator.In => condition.Values.Any(value => text.Equals(value, comparison)),
            _ => AreNumbers(text, condition.Values[0], out var left, out var right) && condition.Operator switch
            {
                FlowOperator.Gt => left > right,
                FlowOperator.Gte => left >= right,
                FlowOperator.Lt => left < right,
                _ => left <= right,
            },
        };
    }

    private static bool AreNumbers(string text, string value, out decimal left, out decimal right)
    {
        right = 0;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out left)
            && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out right);
    }

    private static long NumberOf(string field, CommissionQuestion question) => field switch
    {
        "txn_amount_cents" => question.AmountMinorUnits,
        "gross_amount_cents" => question.GrossMinorUnits,
        "sequence" => question.Sequence,
        _ => question.Month,
    };

    private static string? TextOf(string field, CommissionQuestion question, string? product) => field switch
    {
        "customer_key" => question.CustomerKey,
        "partner_slug" => question.PartnerSlug,
        "partner_id" => question.PartnerId.ToString(),
        "group" => question.Group,
        "provider" => question.Provider,
        "product_id" => product,
        "currency" => question.Currency,
        "sale_type" => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(question.Kind.ToString()),
        "event_name" => question.EventName,
        _ when field.StartsWith(MetadataPrefix, StringComparison.Ordinal) =>
            question.Metadata.GetValueOrDefault(field[MetadataPrefix.Length..]),
        _ => null,
    };
}
