using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>The candidates of a decision as they are kept.</summary>
internal sealed record StoredCandidates(IReadOnlyList<ClickVerdict> Clicks, CouponVerdict? Coupon)
{
    public static StoredCandidates None { get; } = new([], null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredCandidates))]
internal sealed partial class AttributionJson : JsonSerializerContext;
