using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A decision as it is kept on the referral: without the winner's whole click.</summary>
internal sealed record StoredDecision(string Reason, IReadOnlyList<ClickVerdict> Clicks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredDecision))]
internal sealed partial class AttributionJson : JsonSerializerContext;
