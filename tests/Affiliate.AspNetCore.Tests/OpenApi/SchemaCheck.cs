using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Checks values against the part of JSON Schema that our documents use; members that it does not name are faults.</summary>
internal static class SchemaCheck
{
    public static void Check(JsonElement value, JsonNode schema, JsonObject document, string path = "$")
    {
        var own = Resolve(schema, document);
        if (own["anyOf"] is JsonArray any)
        {
            Check(value, value.ValueKind == JsonValueKind.Null ? any[1]! : any[0]!, document, path);
            return;
        }

        if (own["type"] is { } type)
        {
            var allowed = type is JsonArray list ? list.Select(one => (string)one!).ToList() : [(string)type!];
            Assert.True(allowed.Any(one => Is(value, one)), $"{path} is {value.ValueKind}, not {string.Join(" or ", allowed)}.");
        }

        if (value.ValueKind == JsonValueKind.Array && own["items"] is JsonObject items)
        {
            Assert.All(value.EnumerateArray(), item => Check(item, items, document, path + "[]"));
        }

        if (value.ValueKind == JsonValueKind.Object && own["properties"] is JsonObject properties)
        {
            foreach (var member in value.EnumerateObject())
            {
                Assert.True(properties.ContainsKey(member.Name), $"{path}.{member.Name} is not described.");
                Check(member.Value, properties[member.Name]!, document, $"{path}.{member.Name}");
            }

            Assert.All(own["required"]?.AsArray() ?? [], name => Assert.True(value.TryGetProperty((string)name!, out _), $"{path}.{name} is missing."));
        }
    }

    public static JsonObject Resolve(JsonNode node, JsonObject document) => (string?)node["$ref"] is { } reference
        ? reference[2..].Split('/').Aggregate((JsonNode)document, (found, name) => found[name] ?? throw new InvalidOperationException($"{reference} leads nowhere.")).AsObject()
        : node as JsonObject ?? [];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
