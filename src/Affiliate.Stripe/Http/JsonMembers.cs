using System.Text.Json;

namespace Affiliate;

/// <summary>Reads members of what a provider answered; what is missing or of another type is absence. Compiled into both adapters.</summary>
internal static class JsonMembers
{
    public static JsonElement Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

    public static string? TextOrNull(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A provider's code such as <c>rate_limit</c>: fit for logs, whatever was answered.</summary>
    public static string? CodeOrNull(this JsonElement value) =>
        value.TextOrNull() is { Length: > 0 and <= 64 } text && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? text
            : null;

    public static bool IsTrue(this JsonElement value) => value.ValueKind == JsonValueKind.True;

    public static bool IsNothing(this JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public static long? NumberOrNull(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>A short name of the exact text of a value: the same state has the same one.</summary>
    public static string Fingerprint(this JsonElement value) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()))[..8]);
}
