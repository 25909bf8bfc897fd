using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Affiliate.AspNetCore;

/// <summary>The schemas of answers, as they are really written: taken from <see cref="ApiJson"/>.</summary>
internal sealed class SchemaBook
{
    public const string Problem = "Problem";

    private const string TypeMark = "x-type";

    private readonly JsonSchemaExporterOptions _exporting;
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal) { [Problem] = ProblemSchema() };

    private readonly SortedDictionary<string, JsonObject> _responses = new(StringComparer.Ordinal);

    public SchemaBook() => _exporting = new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    };

    public static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    /// <summary>A reference to the schema of a type, which is written down with all that it names.</summary>
    public JsonObject Of(Type type)
    {
        var name = NameOf(type);
        if (_schemas.ContainsKey(name))
        {
            return Reference(name);
        }

        // Written down before its members, so that a type may name itself.
        var schema = _schemas[name] = [];
        var found = new List<Type>();
        var exported = Export(type).AsObject();
        foreach (var (key, value) in exported.ToList())
        {
            exported.Remove(key);
            schema[key] = value;
        }

        Link(schema, found);
        found.ForEach(one => Of(one));
        return Reference(name);
    }

    /// <summary>An answer of a type with plausible values.</summary>
    public JsonNode Example(Type type)
    {
        Of(type);
        return ExampleValues.Of(_schemas[NameOf(type)], NameOf(type), "", name => _schemas[name])!;
    }

    /// <summary>A reference to what every route answers with such a status.</summary>
    public JsonObject ProblemOf(int status)
    {
        var name = Problem + status.ToString(CultureInfo.InvariantCulture);
        if (!_responses.ContainsKey(name))
        {
            var response = _responses[name] = StatusTexts.Response(status);
            response["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = Reference(Problem), ["example"] = StatusTexts.Example(status) },
            };
        }

        return new JsonObject { ["$ref"] = "#/components/responses/" + name };
    }

    /// <summary>What was written down, by kind of component.</summary>
    public JsonObject ToJson() => new() { ["schemas"] = ToJson(_schemas), ["responses"] = ToJson(_responses) };

    private static JsonObject ToJson(SortedDictionary<string, JsonObject> known) => new(known.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value)));

    /// <summary>What an example says about the fields of a body: all but the required ones may be left out or null.</summary>
    public static JsonObject OfExample(JsonNode? value, IReadOnlyCollection<string> required)
    {
        switch (value)
        {
            case JsonObject members:
                var properties = new JsonObject();
                foreach (var (name, member) in members)
                {
                    var schema = name == "metadata" ? Anything() : OfExample(member, []);
                    if (!required.Contains(name) && schema["type"] is JsonValue type)
                    {
                        schema["type"] = new JsonArray(type.DeepClone(), "null");
                    }

                    properties[name] = schema;
                }

                var result = new JsonObject { ["type"] = "object", ["properties"] = properties };
                if (required.Count > 0)
                {
                    result["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
                }

                return result;
            case JsonArray items:
                return new JsonObject { ["type"] = "array", ["items"] = OfExample(items.FirstOrDefault(), []) };
            case null:
                return [];
            default:
                return new JsonObject { ["type"] = TypeOf(value) };
        }
    }

    private static JsonObject Anything() => new() { ["type"] = "object", ["additionalProperties"] = true };

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };

    private JsonNode Export(Type type) =>
        (ApiJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"ApiJson does not know {type}."))
            .GetJsonSchemaAsNode(_exporting);

    /// <summary>Puts a mark instead of the members of our own objects, and says what times are.</summary>
    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            return new JsonObject
            {
                ["type"] = type == typeof(DateTimeOffset) ? "string" : new JsonArray("string", "null"),
                ["format"] = "date-time",
            };
        }

        if (typeof(JsonNode).IsAssignableFrom(type))
        {
            return type == typeof(JsonArray) ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject() }
                : type == typeof(JsonObject) ? new JsonObject { ["type"] = new JsonArray("object", "null") }
                : new JsonObject();
        }

        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || context.Path.IsEmpty)
        {
            return schema;
        }

        _types[NameOf(type)] = type;
        var isNullable = schema["type"] is JsonArray || schema["$ref"] is not null && context.PropertyInfo?.IsGetNullable == true;
        var mark = new JsonObject { [TypeMark] = NameOf(type) };
        return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(mark, new JsonObject { ["type"] = "null" }) } : mark;
    }

    /// <summary>Turns marks into references and collects what they name.</summary>
    private void Link(JsonNode? node, List<Type> found)
    {
        switch (node)
        {
            case JsonObject members when members[TypeMark] is { } mark:
                var name = (string)mark!;
                members.Remove(TypeMark);
                members["$ref"] = "#/components/schemas/" + name;
                found.Add(_types[name]);
                break;
            case JsonObject members:
                foreach (var (_, member) in members)
                {
                    Link(member, found);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Link(item, found);
                }

                break;
        }
    }

    private static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        name = name.EndsWith("Body", StringComparison.Ordinal) ? name[..^4] : name;
        return type.IsGenericType ? NameOf(type.GenericTypeArguments[0]) + name : name;
    }

    private static JsonObject ProblemSchema() => JsonNode.Parse(
        """
        {
          "type": "object",
          "description": "An error (RFC 9457).",
          "required": ["type", "title", "status", "code", "errors", "trace_id"],
          "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Says what is wrong; never changes." },
            "detail": { "type": "string" },
            "reason": { "type": "string" },
            "errors": {
              "type": "object",
              "description": "The fields at fault, with what is wrong with each.",
              "additionalProperties": { "type": "array", "items": { "type": "string" } }
            },
            "trace_id": { "type": "string" }
          }
        }
        """)!.AsObject();
}
