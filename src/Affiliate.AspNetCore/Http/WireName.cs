using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Names as they are published: snake case.</summary>
internal static class WireName
{
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The published name of a single scope, for example <c>partners.write</c>.</summary>
    public static string Of(ApiScopes scope) => JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString()).Replace('_', '.');
}
