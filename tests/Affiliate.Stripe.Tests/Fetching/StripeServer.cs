using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>Stripe's lists and objects on a loopback port, filled from the events that tell them.</summary>
internal sealed class StripeServer : IDisposable
{
    private static readonly HashSet<string> Paths = [.. StripeList.All(["invoice.paid"]).Select(list => list.Path.Split('?')[0])];

    private readonly Dictionary<string, List<JsonObject>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public StripeServer(TimeProvider time)
    {
        _time = time;
        Http = new ProviderServer(time, Answer);
    }

    public ProviderServer Http { get; }

    /// <summary>How many objects a page has at most.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>Says something else for a path.</summary>
    public Func<string, NameValueCollection, string?>? Instead { get; set; }

    public void Dispose() => Http.Dispose();

    /// <summary>Knows an event and the object it is about.</summary>
    public void Add(byte[] body)
    {
        var stripeEvent = JsonNode.Parse(body)!.AsObject();
        List("/v1/events").Add(stripeEvent);
        AddObject(stripeEvent["data"]!["object"]!.DeepClone().AsObject(), stripeEvent["created"]!.GetValue<long>());
    }

    /// <summary>Knows an object as it is now.</summary>
    public void AddObject(JsonObject value, long created)
    {
        value["created"] ??= created;
        var path = PathOf(value["object"]!.GetValue<string>());
        List(path).RemoveAll(known => known["id"]!.GetValue<string>() == value["id"]!.GetValue<string>());
        List(path).Add(value);
        _objects[$"{path}/{value["id"]}"] = value;
    }

    private string? Answer(string path, NameValueCollection query)
    {
        if (Instead?.Invoke(path, query) is { } other)
        {
            return other;
        }

        if (_objects.TryGetValue(path, out var found))
        {
            return found.ToJsonString();
        }

        if (!Paths.Contains(path))
        {
            return null;
        }

        var listed = (_lists.TryGetValue(path, out var list) ? list : [])
            .Where(value => Matches(value, path, query)).OrderByDescending(value => value["created"]!.GetValue<long>()).ToList();
        var after = query["starting_after"];
        var begin = after is null ? 0 : listed.FindIndex(value => value["id"]!.GetValue<string>() == after) + 1;
        var page = listed.Skip(begin).Take(PageSize).Select(value => (JsonNode?)value.DeepClone()).ToArray();
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(page),
            ["has_more"] = begin + page.Length < listed.Count,
        }.ToJsonString();
    }

    private bool Matches(JsonObject value, string path, NameValueCollection query)
    {
        var created = value["created"]!.GetValue<long>();
        var types = query.GetValues("types[]");
        return (path != "/v1/events" || created >= _time.GetUtcNow().AddDays(-30).ToUnixTimeSeconds())
            && (types is null || types.Contains(value["type"]!.GetValue<string>()))
            && (query["created[gte]"] is not { } from || created >= long.Parse(from, CultureInfo.InvariantCulture))
            && (query["created[lte]"] is not { } to || created <= long.Parse(to, CultureInfo.InvariantCulture))
            && (query["payment_intent"] is not { } intent || value["payment_intent"]?.GetValue<string>() == intent)
            && (query["payment[payment_intent]"] is not { } paid || value["payment"]!["payment_intent"]?.GetValue<string>() == paid)
            && (query["invoice"] is not { } invoice || value["invoice"]?.GetValue<string>() == invoice);
    }

    private List<JsonObject> List(string path) =>
        _lists.TryGetValue(path, out var list) ? list : _lists[path] = [];

    private static string PathOf(string kind) => kind switch
    {
        "checkout.session" => "/v1/checkout/sessions",
        "radar.early_fraud_warning" => "/v1/radar/early_fraud_warnings",
        _ => $"/v1/{kind}s",
    };
}
