using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Writes and reads enums as snake-case names.</summary>
internal sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, false)
    where TEnum : struct, Enum;
