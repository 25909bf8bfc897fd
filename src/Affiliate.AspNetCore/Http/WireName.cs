using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Names as they are published: snake case.</summary>
internal static class WireName
{
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value with a published name; <see langword="null"/> when none has it.</summary>
    public static TEnum? Find<TEnum>(string name, bool inAnyCase = false) where TEnum : struct, Enum
    {
        var comparison = inAnyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Of(value).Equals(name, comparison))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>What to answer to a name that no value has.</summary>
    public static string Expectation<TEnum>() where TEnum : struct, Enum => $"Must be one of: {string.Join(", ", Enum.GetValues<TEnum>().Select(Of))}.";

    /// <summary>The published name of a single scope, for example <c>partners.write</c>.</summary>
    public static string Of(ApiScopes scope) => JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString()).Replace('_', '.');
}
