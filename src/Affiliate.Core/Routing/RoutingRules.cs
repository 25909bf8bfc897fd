using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Lists of rules as a link or program keeps them.</summary>
internal static class RoutingRules
{
    public const int MaxJsonLength = 32_000;
    public const int MostRules = 50;

    private static readonly ConditionalWeakTable<string, RoutingRule[]> Parsed = [];

    /// <summary>The rules of a stored list in the order they are asked; a list read once is not read again.</summary>
    public static RoutingRule[] Read(string? json) => json is null ? [] : Parsed.GetValue(json, Parse);

    /// <summary>The rules as they are stored, or <see langword="null"/> for none.</summary>
    public static string? Write(IReadOnlyList<RoutingRule> rules) =>
        rules.Count == 0 ? null : JsonSerializer.Serialize([.. rules], RoutingJson.Default.RoutingRuleArray);

    private static RoutingRule[] Parse(string json) =>
        [.. JsonSerializer.Deserialize(json, RoutingJson.Default.RoutingRuleArray)!.OrderByDescending(rule => rule.Priority)];
}

/// <summary>How rules are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoutingRule[]))]
internal sealed partial class RoutingJson : JsonSerializerContext;
