using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Reads lists of routing rules. A condition that is not known is refused: ignored, it would route everybody.</summary>
/// <param name="errors">Where errors are collected.</param>
/// <param name="isAllowed">Whether a destination is a local path or on the program's list.</param>
internal sealed class RuleFields(InputErrors errors, Func<string, bool> isAllowed)
{
    private const int MaxDestinationLength = 2_000;
    private const int MaxNameLength = 64;
    private const int MaxValueLength = 128;
    private const int MostValues = 100;
    private const int MostVariants = 20;
    private const int MostWeight = 10_000;

    private static readonly Dictionary<string, RoutingField> Known =
        Enum.GetValues<RoutingField>().ToDictionary(Router.NameOf, StringComparer.Ordinal);

    /// <summary>The rules as they are stored; only to be used when nothing is wrong.</summary>
    public string? Read(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > RoutingRules.MostRules
            || list.EnumerateArray().Any(rule => rule.ValueKind != JsonValueKind.Object))
        {
            errors.Add(name, $"Must be a list of at most {RoutingRules.MostRules} rules.");
            return null;
        }

        var json = RoutingRules.Write([.. list.EnumerateArray().Select((rule, i) => ReadRule(rule, $"{name}[{i}]."))]);
        if (json?.Length > RoutingRules.MaxJsonLength)
        {
            errors.Add(name, $"Must have at most {RoutingRules.MaxJsonLength} characters in all.");
        }

        return json;
    }

    private RoutingRule ReadRule(JsonElement element, string path)
    {
        var fields = new JsonFields(element, errors, path);
        var split = ReadSplit(element, path);
        var destination = Destination(fields, path);
        if (destination is null == (split.Count == 0) && !errors.Has(path + "destination_url") && !errors.Has(path + "split"))
        {
            errors.Add(path + "destination_url", "Either this or 'split' is required.");
        }

        var rule = new RoutingRule
        {
            Name = fields.Name("name", MaxNameLength),
            Priority = (int)(fields.Whole("priority", -1_000_000, 1_000_000) ?? 0),
            Destination = destination,
            Split = split,
        };
        return fields.Object("conditions", out var conditions) is { } inner
            ? ReadWindow(inner, rule with { Conditions = [.. ReadConditions(conditions, inner, $"{path}conditions.")] })
            : rule;
    }

    private static RoutingRule ReadWindow(JsonFields conditions, RoutingRule rule)
    {
        var (from, to) = (conditions.Date("from")?.Instant, conditions.Date("to")?.End);
        if (from >= to)
        {
            conditions.Fault("from", "Must not be later than 'to'.");
        }

        return rule with { From = from, To = to };
    }

    private IEnumerable<RoutingCondition> ReadConditions(JsonElement element, JsonFields fields, string path)
    {
        foreach (var member in element.EnumerateObject().Where(member => member.Name is not ("from" or "to")))
        {
            if (!Known.TryGetValue(member.Name, out var field))
            {
                errors.Add(path + member.Name, $"Is not a condition; there are from, to, {string.Join(", ", Known.Keys)}.");
            }
            else if (fields.Texts(member.Name, MaxValueLength) is { } values)
            {
                if (values.Count is 0 or > MostValues || values.Any(value => !IsValue(field, value)))
                {
                    errors.Add(path + member.Name, $"Must have 1 to {MostValues} values that make sense here.");
                }

                yield return new RoutingCondition(field, values);
            }
        }
    }

    private static bool IsValue(RoutingField field, string value) => field switch
    {
        RoutingField.Country => value.Length == 2 && value.All(char.IsAsciiLetter),
        RoutingField.Device => Enum.GetNames<DeviceType>().Contains(value, StringComparer.OrdinalIgnoreCase),
        _ => !string.IsNullOrWhiteSpace(value),
    };

    private List<RoutingVariant> ReadSplit(JsonElement element, string path)
    {
        var variants = new List<RoutingVariant>();
        if (!element.TryGetProperty("split", out var split) || split.ValueKind == JsonValueKind.Null)
        {
            return variants;
        }

        if (split.ValueKind != JsonValueKind.Array || split.GetArrayLength() is 0 or > MostVariants
            || split.EnumerateArray().Any(variant => variant.ValueKind != JsonValueKind.Object))
        {
            errors.Add(path + "split", $"Must be a list of 1 to {MostVariants} destinations with weights.");
            return variants;
        }

        foreach (var (i, variant) in split.EnumerateArray().Index())
        {
            var variantPath = $"{path}split[{i}].";
            var fields = new JsonFields(variant, errors, variantPath);
            var weight = fields.Whole("weight", 1, MostWeight, isRequired: true);
            if (Destination(fields, variantPath, isRequired: true) is { } destination)
            {
                variants.Add(new RoutingVariant(destination, (int)(weight ?? 1)));
            }
        }

        return variants;
    }

    private string? Destination(JsonFields fields, string path, bool isRequired = false)
    {
        var destination = fields.Text("destination_url", MaxDestinationLength, isRequired);
        if (destination is not null && !isAllowed(destination))
        {
            errors.Add(path + "destination_url", LinkFields.NotAllowed);
        }

        return destination;
    }
}

/// <summary>A rule as it is published, in the form in which it is given.</summary>
internal sealed record RuleBody(
    string? Name, int Priority, string? DestinationUrl, IReadOnlyList<VariantBody>? Split,
    IReadOnlyDictionary<string, object> Conditions)
{
    public static IReadOnlyList<RuleBody> Of(string? json) => [.. RoutingRules.Read(json).Select(Of)];

    private static RuleBody Of(RoutingRule rule)
    {
        var conditions = rule.Conditions.ToDictionary(
            condition => Router.NameOf(condition.Field), condition => (object)condition.Values.ToArray(), StringComparer.Ordinal);
        if (rule.From is { } from)
        {
            conditions.Add("from", from);
        }

        if (rule.To is { } to)
        {
            // The end is kept as the first instant behind it.
            conditions.Add("to", to.AddMilliseconds(-1));
        }

        return new RuleBody(
            rule.Name, rule.Priority, rule.Destination,
            rule.Split.Count == 0 ? null : [.. rule.Split.Select(part => new VariantBody(part.Destination, part.Weight))],
            conditions);
    }
}

/// <summary>One destination of a split as it is published.</summary>
internal sealed record VariantBody(string DestinationUrl, int Weight);
