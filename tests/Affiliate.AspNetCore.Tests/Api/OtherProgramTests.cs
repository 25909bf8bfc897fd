using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore.Tests;

/// <summary>
/// T16, I17: another program's identifier, wherever a call can name one, is answered like one that does not exist. Taken from
/// the route table and the description of its bodies and queries, so that new routes and fields are covered.
/// </summary>
public partial class OtherProgramTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Unknown = "0197f3a4c2d17bd08a6c0d5e4f3a2b1c";

    /// <summary>Fields whose values must be new at each call.</summary>
    private static readonly string[] Fresh = ["slug", "code", "name", "email", "transaction_id", "idempotency_key", "customer_key"];

    /// <summary>Which object of a program stands for an identifier.</summary>
    private static readonly Dictionary<string, string> ByPrefix = new(StringComparer.Ordinal)
    {
        ["par"] = "{alpha}",
        ["cmp"] = "{campaign}",
        ["lnk"] = "{link}",
        ["pln"] = "{plan}",
        ["grp"] = "{group}",
        ["flw"] = "{flow}",
        ["com"] = "{commission1}",
        ["pay"] = "{payout1}",
        ["clk"] = "{click}",
        ["whd"] = "{delivery}",
        ["cpn"] = "{coupon}",
        ["sal"] = "{sale}",
    };

    private readonly JsonObject _document = AffiliateOpenApi.Describe(api.Host.Services.GetRequiredService<EndpointDataSource>());
    private int _calls;

    public static TheoryData<string> Protected => [.. Routes.WithKey.Select(route => route.ToString())];

    [Theory, MemberData(nameof(Protected))]
    public async Task T16_an_identifier_in_the_path_is_404_like_one_that_does_not_exist(string name)
    {
        var route = Routes.Find(name);
        var placeholders = Placeholder().Matches(route.Path).Select(match => match.Value).ToList();
        Assert.Equal(Placeholder().Count(route.Pattern), placeholders.Count);
        foreach (var placeholder in placeholders)
        {
            var other = await SendAsync(route, With(route.Path, placeholder, api.OtherNames[placeholder]), route.Query, Body(route));
            var absent = await SendAsync(route, With(route.Path, placeholder, NotThere(api.Names[placeholder])), route.Query, Body(route));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other.Status, absent.Status));
            Assert.Equal(absent.Text, other.Text);
        }
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task T16_an_identifier_in_the_query_finds_no_more_than_one_that_does_not_exist(string name)
    {
        var route = Routes.Find(name);
        var parameters = Operation(route)["parameters"]?.AsArray().Where(one => (string)one!["in"]! == "query") ?? [];
        foreach (var parameter in parameters.Where(one => PrefixOf((string?)one!["example"]?.ToString()) is not null && (string)one["name"]! != "program_id"))
        {
            var (field, prefix) = ((string)parameter!["name"]!, PrefixOf((string)parameter["example"]!)!);
            var before = route.Query.Length == 0 ? "?" : Regex.Replace(route.Query, $"[?&]{field}=[^&]*", "") is { Length: > 0 } kept ? "?" + kept.TrimStart('?', '&') + "&" : "?";
            var other = await SendAsync(route, MoneySample.Fill(route.Path, api.Names), $"{before}{field}={api.OtherNames[ByPrefix[prefix]]}", Body(route));
            var absent = await SendAsync(route, MoneySample.Fill(route.Path, api.Names), $"{before}{field}={prefix}_{Unknown}", Body(route));
            Assert.Equal(absent, other);
            Assert.DoesNotContain(api.Beta.Id.ToString()[4..], other.Text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task T16_an_identifier_in_the_body_does_no_more_than_one_that_does_not_exist(string name)
    {
        var route = Routes.Find(name);
        if (Operation(route)["requestBody"]?["content"]?["application/json"]?["example"] is not JsonObject example)
        {
            return;
        }

        foreach (var (field, value) in example.ToList())
        {
            var one = value is JsonArray { Count: > 0 } list ? list[0] : value;
            if (one is JsonValue && PrefixOf(one.ToString()) is { } prefix)
            {
                var other = await SendAsync(route, MoneySample.Fill(route.Path, api.Names), route.Query, Body(route, field, value is JsonArray, api.OtherNames[ByPrefix[prefix]]));
                var absent = await SendAsync(route, MoneySample.Fill(route.Path, api.Names), route.Query, Body(route, field, value is JsonArray, $"{prefix}_{Unknown}"));
                Assert.Equal(absent.Text, other.Text);
                Assert.Equal(absent.Status, other.Status);
            }
        }
    }

    private static string? PrefixOf(string? text) => text is not null && Identifier().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static string NotThere(string value) => PrefixOf(value) is { } prefix ? $"{prefix}_{Unknown}" : "nobody";

    private string With(string path, string placeholder, string value) =>
        MoneySample.Fill(path.Replace(placeholder, value, StringComparison.Ordinal), api.Names);

    private string? Body(Route route, string? field = null, bool isList = false, string? value = null)
    {
        if (route.Body is null)
        {
            return null;
        }

        var body = JsonNode.Parse(MoneySample.Fill(route.Body, api.Names))!.AsObject();
        foreach (var name in Fresh.Where(name => body.ContainsKey(name) && route.Method == "POST"))
        {
            body[name] = name == "email" ? $"fresh{_calls}-{Guid.NewGuid():N}@example.com" : $"fresh-{_calls}-{Guid.NewGuid():N}"[..24];
        }

        _calls++;
        if (field is not null)
        {
            body[field] = isList ? new JsonArray(value) : value;
        }

        return body.ToJsonString();
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(Route route, string path, string query, string? body)
    {
        var answer = await api.Host.SendAsync(
            new HttpMethod(route.Method), path + query.Replace("transaction_id=p-1", $"transaction_id=p-{_calls++}", StringComparison.Ordinal), body, body is null ? null : "application/json", ("Authorization", $"Bearer {api.Key}"));
        var text = await answer.Content.ReadAsStringAsync();
        text = Regex.Replace(text, "\"trace_id\":\"[^\"]*\"|\"next_cursor\":\"[^\"]*\"", "");
        text = Regex.Replace(text, "fresh-?[0-9a-f-]+(@example.com)?", "fresh");
        return (answer.StatusCode, Regex.Replace(text, "_[0-9a-f]{32}", "_id"));
    }

    private JsonObject Operation(Route route) => _document["paths"]!["/affiliate" + route.Pattern]![route.Method.ToLowerInvariant()]!.AsObject();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^([a-z]{3,4})_[0-9a-f]{32}$")]
    private static partial Regex Identifier();
}
