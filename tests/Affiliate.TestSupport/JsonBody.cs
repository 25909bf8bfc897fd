using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.TestSupport;

/// <summary>Changes bodies. What is put in stays as it is written, also numbers such as <c>1e2</c> and broken escapes.</summary>
public static class JsonBody
{
    /// <summary>Values that break careless readers.</summary>
    public static readonly string[] NastyValues =
    [
        "null", "true", "false", "0", "-1", "1.0", "1e2", "1e400", "-0", "9223372036854775807", "9223372036854775808",
        "1000000000000000", "999999999999999", "-999999999999999", "\"\"", "\"text\"", "\"usd\"", "\"\\ud800\"",
        "\"\\u0000\"", "[]", "[null]", "[[]]", "[{\"amount\":1e999}]", "{}", "{\"id\":null}", "{\"id\":{}}", "{\"\":1}",
        "\"paid\"", "\"payment\"", "[{\"amount\":1},{\"amount\":-5}]", "\"-1\"", "\"0\"", "\"999999999999999\"",
        "\"-999999999999999\"", "\"1000000000000001\"", "\"999999999999999999\"", "\"JPY\"",
    ];

    /// <summary>Replaces or removes one member.</summary>
    /// <param name="body">The body.</param>
    /// <param name="path">Member names with dots between; missing objects on the way are made.</param>
    /// <param name="json">The new value; <see langword="null"/> removes the member.</param>
    public static byte[] With(byte[] body, string path, string? json)
    {
        var root = JsonNode.Parse(body)!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root.AsObject(), Child);
        parent.Remove(names[^1]);
        if (json is null)
        {
            return Encoding.UTF8.GetBytes(root.ToJsonString());
        }

        parent[names[^1]] = Placeholder(0);
        return Write(root, [json]);
    }

    /// <summary>Replaces members by <c>path=json</c> pairs with blanks between; nothing after the sign removes one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="root">The path that the others are counted from.</param>
    /// <param name="changes">The pairs; a single quote stands for a double one.</param>
    public static byte[] With(byte[] body, string root, IEnumerable<string> changes) => changes
        .Select(change => change.Split('=', 2))
        .Aggregate(body, (changed, pair) => With(
            changed, $"{root}.{pair[0]}", pair[1].Length == 0 ? null : pair[1].Replace('\'', '"')));

    /// <summary>Puts JSON in the places that the numbers choose.</summary>
    public static byte[] Mutate(byte[] body, IReadOnlyList<(int Place, string Json)> changes)
    {
        var root = JsonNode.Parse(body)!;
        for (var i = 0; i < changes.Count; i++)
        {
            var places = Places(root).ToList();
            places[changes[i].Place % places.Count](Placeholder(i));
        }

        return Write(root, [.. changes.Select(change => change.Json)]);
    }

    private static byte[] Write(JsonNode root, IReadOnlyList<string> values) => Encoding.UTF8.GetBytes(values.Index().Aggregate(
        root.ToJsonString(),
        (text, value) => text.Replace($"\"{Placeholder(value.Index)}\"", value.Item, StringComparison.Ordinal)));

    private static string Placeholder(int number) => FormattableString.Invariant($"change {number}");

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static IEnumerable<Action<string>> Places(JsonNode? node) => node switch
    {
        JsonObject item => item.Select(member => member.Key).ToList().SelectMany(key =>
            Places(item[key]).Prepend(value => item[key] = value)),
        JsonArray items => Enumerable.Range(0, items.Count).SelectMany(index =>
            Places(items[index]).Prepend(value => items[index] = value)),
        _ => [],
    };
}
