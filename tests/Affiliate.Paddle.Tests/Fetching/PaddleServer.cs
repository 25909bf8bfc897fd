using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Affiliate.Paddle.Tests;

/// <summary>Paddle's lists and objects on a loopback port, filled from the notifications that tell them.</summary>
internal sealed class PaddleServer : IDisposable
{
    private readonly Dictionary<string, List<JsonObject>> _lists = new(StringComparer.Ordinal);

    public PaddleServer(TimeProvider time) => Http = new ProviderServer(time, Answer);

    public ProviderServer Http { get; }

    /// <summary>How many objects a page has at most.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>Says something else for a path.</summary>
    public Func<string, NameValueCollection, string?>? Instead { get; set; }

    public void Dispose() => Http.Dispose();

    /// <summary>Knows the object of a notification as it is told there.</summary>
    public void Add(byte[] body)
    {
        var notification = JsonNode.Parse(body)!;
        var value = notification["data"]!.DeepClone().AsObject();
        var at = notification["occurred_at"]!.GetValue<string>();
        var path = PathOf(value["id"]!.GetValue<string>());
        var list = _lists.TryGetValue(path, out var known) ? known : _lists[path] = [];
        var before = list.Find(one => one["id"]!.GetValue<string>() == value["id"]!.GetValue<string>());
        value["created_at"] = before?["created_at"]?.DeepClone() ?? at;
        value["updated_at"] = at;
        list.RemoveAll(one => ReferenceEquals(one, before));
        list.Add(value);
    }

    private string? Answer(string path, NameValueCollection query)
    {
        if (Instead?.Invoke(path, query) is { } other)
        {
            return other;
        }

        if (path.Split('/') is ["", var list, var id])
        {
            return _lists.GetValueOrDefault("/" + list)?.Find(one => one["id"]!.GetValue<string>() == id) is { } found
                ? new JsonObject { ["data"] = found.DeepClone() }.ToJsonString()
                : null;
        }

        var listed = _lists.GetValueOrDefault(path, []).Where(value => Matches(value, query))
            .OrderByDescending(value => value["id"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        var after = query["after"];
        var begin = after is null ? 0 : listed.FindIndex(value => value["id"]!.GetValue<string>() == after) + 1;
        var page = listed.Skip(begin).Take(PageSize).Select(value => (JsonNode?)value.DeepClone()).ToArray();
        return new JsonObject
        {
            ["data"] = new JsonArray(page),
            ["meta"] = new JsonObject
            {
                ["pagination"] = new JsonObject
                {
                    ["per_page"] = PageSize,
                    ["has_more"] = begin + page.Length < listed.Count,
                    ["next"] = $"https://api.paddle.com{path}?per_page={PageSize}&after={page.LastOrDefault()?["id"]?.GetValue<string>()}",
                },
            },
        }.ToJsonString();
    }

    private static bool Matches(JsonObject value, NameValueCollection query)
    {
        var updated = DateTimeOffset.Parse(value["updated_at"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        return (query["updated_at[GTE]"] is not { } from || updated >= DateTimeOffset.Parse(from, CultureInfo.InvariantCulture))
            && (query["updated_at[LTE]"] is not { } to || updated <= DateTimeOffset.Parse(to, CultureInfo.InvariantCulture))
            && (query["status"] is not { } status || value["status"]?.GetValue<string>() is not { } own || status.Split(',').Contains(own));
    }

    private static string PathOf(string id) => id.Split('_')[0] switch
    {
        "txn" => "/transactions",
        "adj" => "/adjustments",
        "sub" => "/subscriptions",
        "ctm" => "/customers",
        _ => "/discounts",
    };
}
