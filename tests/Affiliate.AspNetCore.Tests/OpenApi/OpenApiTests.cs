using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore.Tests;

/// <summary>What <see cref="AffiliateOpenApi"/> says of every route, and that it is so.</summary>
public class OpenApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    private readonly JsonObject _document = AffiliateOpenApi.Describe(api.Host.Services.GetRequiredService<EndpointDataSource>());

    public static TheoryData<string> Names => [.. Routes.All.Select(route => route.ToString())];

    [Theory, MemberData(nameof(Names))]
    public void Every_route_is_described_in_full(string name)
    {
        var route = Routes.Find(name);
        var operation = Operation(route);

        Assert.All(new[] { "operationId", "summary", "description" }, member => Assert.NotEmpty((string)operation[member]!));
        Assert.Contains(_document["tags"]!.AsArray(), tag => (string)tag!["name"]! == (string)operation["tags"]![0]! && ((string)tag["description"]!).Length > 10 && (string)tag["name"]! != "API");
        Assert.Equal(route.Scope != ApiScopes.None, operation["security"]!.AsArray().Any(one => one!.AsObject().ContainsKey("apiKey") && operation["security"]!.AsArray().Count == 1) || route.Pattern.EndsWith("/track/lead", StringComparison.Ordinal));
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            Assert.NotEmpty((string)parameter!["description"]!);
            Assert.NotNull(parameter["schema"]);
            Assert.DoesNotContain("Only those with this", (string)parameter["name"]! == "status" ? "" : (string)parameter["description"]!, StringComparison.Ordinal);
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            var answer = Resolve(response!);
            Assert.NotEmpty((string)answer["description"]!);
            if (status[0] is '4' or '5')
            {
                Assert.Equal("#/components/schemas/Problem", (string)answer["content"]!["application/problem+json"]!["schema"]!["$ref"]!);
            }
            else if (status is "200" or "201" or "202")
            {
                var content = Assert.IsType<JsonObject>(answer["content"]);
                Assert.All(content, one => Assert.NotNull(one.Value!["schema"]));
                Assert.True(content["application/json"] is null || content["application/json"]!["example"] is not null);
            }
        }

        if (route.Scope != ApiScopes.None)
        {
            Assert.All(new[] { "400", "401", "403", "404", "503" }, status => Assert.NotNull(operation["responses"]![status]));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Bodies_show_every_field_and_say_which_are_needed(string name)
    {
        var route = Routes.Find(name);
        if (route.Body is null || (route.Pattern == "/r/{slug}"))
        {
            return;
        }

        var content = Operation(route)["requestBody"]!["content"]!["application/json"]!;
        var properties = content["schema"]!["properties"]!.AsObject();
        var required = content["schema"]!["required"]?.AsArray().Select(one => (string)one!).ToList() ?? [];

        Assert.All(route.Texts, text => Assert.Contains(text.Name, properties.Select(property => property.Key)));
        Assert.All(route.Texts.Where(text => text.IsRequired && !route.IsBeacon), text => Assert.Contains(text.Name, required));
        Assert.All(JsonNode.Parse(route.Body)!.AsObject(), member => Assert.Contains(member.Key, route.IsWebhook ? [member.Key] : properties.Select(property => property.Key)));
        SchemaCheck.Check(JsonSerializer.SerializeToElement(content["example"]), content["schema"]!, _document);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Answers_are_as_described(string name)
    {
        var route = Routes.Find(name);
        var answer = await api.CallAsync(route, route.Body, query: route.Query);
        var responses = Operation(route)["responses"]!.AsObject();

        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(responses.ContainsKey(status), $"{name} answers {status}: {await answer.Content.ReadAsStringAsync()}");
        if (answer.Content.Headers.ContentType?.MediaType is { } mediaType && answer.Content.Headers.ContentLength != 0)
        {
            var content = Resolve(responses[status]!)["content"]?[mediaType];
            Assert.True(content is not null, $"{name} answers {status} with {mediaType}.");
            if (mediaType.EndsWith("json", StringComparison.Ordinal))
            {
                SchemaCheck.Check(await answer.JsonAsync(), content["schema"]!, _document);
            }
        }
    }

    [Fact]
    public void Names_of_operations_are_unique_and_made_of_method_and_path()
    {
        var ids = Routes.All.Select(route => (string)Operation(route)["operationId"]!).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("postPayoutsByIdPay", ids);
        Assert.Equal("getPartners", (string)Operation(Routes.Find("GET /api/v1/partners"))["operationId"]!);
    }

    [Fact]
    public void Examples_of_answers_fit_their_schemas()
    {
        foreach (var route in Routes.All)
        {
            foreach (var (_, response) in Operation(route)["responses"]!.AsObject())
            {
                if (Resolve(response!)["content"]?["application/json"] is { } content)
                {
                    SchemaCheck.Check(JsonSerializer.SerializeToElement(content["example"]), content["schema"]!, _document);
                }
            }
        }
    }

    private JsonObject Operation(Route route) =>
        _document["paths"]!["/affiliate" + route.Pattern]![route.Method.ToLowerInvariant()]!.AsObject();

    private JsonObject Resolve(JsonNode node) => SchemaCheck.Resolve(node, _document);
}
