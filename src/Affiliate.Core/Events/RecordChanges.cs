using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>What somebody changed in a record, for the audit log.</summary>
internal static class RecordChanges
{
    private const string Hidden = "***";

    /// <summary>
    /// The fields that differ, each with its value before and after, as a JSON object in snake case; <see langword="null"/>
    /// when none does. The version is left out.
    /// </summary>
    /// <param name="before">The record as it was; <see langword="null"/> for a new one.</param>
    /// <param name="after">The record as it is now.</param>
    /// <param name="secrets">Fields whose values are not told.</param>
    public static string? Between<T>(T? before, T after, params ReadOnlySpan<string> secrets) where T : class, IRecord<T>
    {
        var changes = new JsonObject();
        foreach (var field in T.Record.Fields)
        {
            var (old, now) = (before is null ? null : field.Get(before), field.Get(after));
            if (field != T.Record.Version && !Equals(old, now))
            {
                var isSecret = secrets.Contains(field.Name);
                changes[JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)] = new JsonObject
                {
                    ["before"] = ValueOf(old, isSecret),
                    ["after"] = ValueOf(now, isSecret),
                };
            }
        }

        return changes.Count == 0 ? null : changes.ToJsonString();
    }

    private static JsonValue? ValueOf(object? value, bool isSecret) => value switch
    {
        null => null,
        _ when isSecret => JsonValue.Create(Hidden),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        Rate rate => JsonValue.Create(rate.Percent),
        DateTimeOffset time => JsonValue.Create(time),
        Enum word => JsonValue.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString())),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
