using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Writes and reads the rules of plan versions and what commissions were computed from.</summary>
internal static class PlanJson
{
    public static string Write(PlanTerms terms) => JsonSerializer.Serialize(terms, PlanJsonContext.Default.PlanTerms);

    public static string Write(FlowCondition condition) => JsonSerializer.Serialize(condition, PlanJsonContext.Default.FlowCondition);

    public static PlanTerms Read(string terms) => JsonSerializer.Deserialize(terms, PlanJsonContext.Default.PlanTerms)!;

    public static string Write(CommissionBasis basis) => JsonSerializer.Serialize(basis, PlanJsonContext.Default.CommissionBasis);

    public static CommissionBasis ReadBasis(string basis) =>
        JsonSerializer.Deserialize(basis, PlanJsonContext.Default.CommissionBasis)!;

    public static string? Write(IReadOnlyList<SaleLine> lines) =>
        lines.Count == 0 ? null : JsonSerializer.Serialize(lines, PlanJsonContext.Default.IReadOnlyListSaleLine);

    public static IReadOnlyList<SaleLine> ReadLines(string? lines) =>
        lines is null ? [] : JsonSerializer.Deserialize(lines, PlanJsonContext.Default.IReadOnlyListSaleLine)!;

    public static string? Write(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count == 0 ? null : JsonSerializer.Serialize(metadata, PlanJsonContext.Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyDictionary<string, string> ReadMetadata(string? metadata) => metadata is null
        ? new Dictionary<string, string>()
        : JsonSerializer.Deserialize(metadata, PlanJsonContext.Default.IReadOnlyDictionaryStringString)!;
}

/// <summary>A rate as its basis points.</summary>
internal sealed class RateConverter : JsonConverter<Rate>
{
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.BasisPoints);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(RateConverter),
        typeof(SnakeCaseEnumConverter<FlowOperator>),
        typeof(SnakeCaseEnumConverter<FlowSelection>),
        typeof(SnakeCaseEnumConverter<BaseKind>),
        typeof(SnakeCaseEnumConverter<RoundingMode>),
        typeof(SnakeCaseEnumConverter<CapScope>),
        typeof(SnakeCaseEnumConverter<CapPeriod>),
        typeof(SnakeCaseEnumConverter<BonusMetric>),
    ])]
[JsonSerializable(typeof(PlanTerms))]
[JsonSerializable(typeof(CommissionBasis))]
[JsonSerializable(typeof(IReadOnlyList<SaleLine>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
