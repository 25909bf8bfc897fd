using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>One operation of the OpenAPI document, made of the metadata of its route.</summary>
internal sealed class OperationText
{
    public const string KeyScheme = "apiKey";
    public const string EmbedScheme = "embedToken";
    public const string SessionScheme = "portalSession";

    private const string ApiPath = "/api/v1";
    private readonly RouteEndpoint _endpoint;
    private readonly string _below;

    private OperationText(RouteEndpoint endpoint, string prefix, string method)
    {
        _endpoint = endpoint;
        Path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        Method = method.ToLowerInvariant();
        _below = Path[prefix.Length..];
        Tag = Find<ITagsMetadata>()?.Tags[0] ?? "API";
    }

    public string Path { get; }

    public string Method { get; }

    public string Tag { get; }

    /// <returns><see langword="null"/> when the endpoint is not ours or is not described.</returns>
    public static OperationText? Of(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AffiliateEndpointMarker>() is { } marker
        && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
        && endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not null
        && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: [var method, ..] }
            ? new OperationText(endpoint, marker.Prefix, method)
            : null;

    public JsonObject Write(SchemaBook schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = Id(),
            ["summary"] = Find<IEndpointSummaryMetadata>()!.Summary,
            ["description"] = Find<IEndpointDescriptionMetadata>()?.Description,
            ["tags"] = new JsonArray(Tag),
            ["security"] = Security(),
        };
        if (Parameters() is { Count: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(one => (JsonNode)one)]);
        }

        if (Find<RequestExample>() is { } body)
        {
            operation["requestBody"] = Body(body);
        }

        if (Find<FormContent>() is { } form)
        {
            operation["requestBody"] = Body(form);
        }

        operation["responses"] = Responses(schemas);
        return operation;
    }

    /// <summary>The method and the path below the prefix as one word.</summary>
    private string Id()
    {
        var text = new StringBuilder(Method);
        var path = _below.StartsWith(ApiPath + "/", StringComparison.Ordinal) ? _below[ApiPath.Length..] : "/browser" + _below;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isParameter = segment[0] == '{';
            text.Append(isParameter ? "By" : "");
            foreach (var word in segment.Split(['-', '_', '.', '{', '}'], StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
            }
        }

        return text.ToString();
    }

    private JsonArray Security()
    {
        JsonObject Needs(string scheme) => new() { [scheme] = new JsonArray() };
        return Find<EmbedAccess>() is not null ? [Needs(EmbedScheme)]
            : Find<PortalAccess>() is not null ? [Needs(SessionScheme)]
            : Find<OptionalKey>() is not null || Find<KeylessCall>() is not null ? [Needs(KeyScheme), new JsonObject()]
            : Find<RequiredScope>() is not null ? [Needs(KeyScheme)]
            : [];
    }

    private List<JsonObject> Parameters()
    {
        var described = _endpoint.Metadata.GetOrderedMetadata<DescribedParameter>();
        var parameters = described.Where(one => one.Name != "body").DistinctBy(one => one.Name)
            .Select(one => ParameterTexts.Write(one.Name, isInPath: !one.IsOptional, _below)).ToList();
        if (Find<Creation>() is not null || Find<KeyHeader>() is not null)
        {
            parameters.Add(ParameterTexts.WriteHeader(RepeatableCalls.Header, "A text of your own that makes the call safe to repeat.", "order-1001"));
        }

        if (Method != "get" && (Find<PortalAccess>() is not null || Find<PortalDoor>() is not null))
        {
            parameters.Add(ParameterTexts.WriteHeader(OwnPages.Header, "With any value, from a page of the same origin: no other site's page can send it.", "1"));
        }

        if (Statuses().Contains(StatusCodes.Status412PreconditionFailed) && (Method == "patch" || _below.Contains('{', StringComparison.Ordinal)))
        {
            parameters.Add(ParameterTexts.WriteHeader("If-Match", "The 'ETag' of the object as it was read: changes it only if nobody else did.", "\"3\""));
        }

        return parameters;
    }

    private static JsonObject Body(RequestExample body) => new()
    {
        ["required"] = body.Required.Count > 0,
        ["content"] = new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = SchemaBook.OfExample(body.Body, body.Required),
                ["example"] = body.Body.DeepClone(),
            },
        },
    };

    private static JsonObject Body(FormContent form) => new()
    {
        ["required"] = true,
        ["content"] = new JsonObject
        {
            ["application/x-www-form-urlencoded"] = new JsonObject
            {
                ["schema"] = SchemaBook.OfExample(new JsonObject { [form.Field] = "let-me-in" }, [form.Field]),
            },
        },
    };

    private JsonObject Responses(SchemaBook schemas)
    {
        var responses = new JsonObject();
        foreach (var status in Statuses())
        {
            var name = status.ToString(CultureInfo.InvariantCulture);
            if (status >= StatusCodes.Status400BadRequest)
            {
                responses[name] = schemas.ProblemOf(status);
                continue;
            }

            var response = responses[name] = StatusTexts.Response(status);
            if (Content(status, schemas) is { Count: > 0 } content)
            {
                response["content"] = content;
            }
        }

        return responses;
    }

    private JsonObject Content(int status, SchemaBook schemas)
    {
        var content = new JsonObject();
        if (status is >= 200 and < 300 && status != StatusCodes.Status204NoContent)
        {
            if (Find<JsonContent>() is { } json)
            {
                var schema = schemas.Of(json.Type);
                content["application/json"] = new JsonObject { ["schema"] = schema, ["example"] = schemas.Example(json.Type) };
            }

            foreach (var mediaType in Find<FileContent>()?.MediaTypes ?? [])
            {
                content[mediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
            }
        }

        return content;
    }

    private IEnumerable<int> Statuses() => _endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        .Select(produces => produces.StatusCode).Distinct().Order();

    private T? Find<T>() where T : class => _endpoint.Metadata.GetMetadata<T>();
}

/// <summary>Metadata: a key is asked for in some cases only.</summary>
internal sealed record OptionalKey;

/// <summary>Metadata: the route takes an embed token.</summary>
internal sealed record EmbedAccess;
