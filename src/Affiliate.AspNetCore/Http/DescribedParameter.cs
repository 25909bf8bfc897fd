using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Affiliate.AspNetCore;

/// <summary>Metadata: a parameter that a route reads itself, so that the host's OpenAPI document names it.</summary>
internal sealed class DescribedParameter : IParameterBindingMetadata
{
    private static readonly Dictionary<string, ParameterInfo> InPath = ParametersOf<PathParameters, FromRouteAttribute>();
    private static readonly Dictionary<string, ParameterInfo> InQuery = ParametersOf<QueryParameters, FromQueryAttribute>();

    private DescribedParameter(string name, ParameterInfo parameter, bool isOptional)
    {
        Name = name;
        ParameterInfo = parameter;
        IsOptional = isOptional;
    }

    /// <summary>Every parameter in a path. Only to be looked at.</summary>
    private delegate void PathParameters(
        [FromRoute(Name = "slug")] string slug,
        [FromRoute(Name = "id")] string id,
        [FromRoute(Name = "key")] string key,
        [FromRoute(Name = "delivery")] string delivery,
        [FromRoute(Name = "provider")] string provider,
        [FromRoute(Name = "endpoint")] string endpoint);

    /// <summary>Every parameter in a query. Only to be looked at.</summary>
    private delegate void QueryParameters(
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "per_page")] string? perPage,
        [FromQuery(Name = "type")] string? type,
        [FromQuery(Name = "from")] string? from,
        [FromQuery(Name = "to")] string? to,
        [FromQuery(Name = "partner_id")] string? partner,
        [FromQuery(Name = "campaign_id")] string? campaign,
        [FromQuery(Name = "preview")] string? preview,
        [FromQuery(Name = "status")] string? status,
        [FromQuery(Name = "search")] string? search,
        [FromQuery(Name = "group_by")] string? groupBy,
        [FromQuery(Name = "currency")] string? currency,
        [FromQuery(Name = "as_of")] string? asOf,
        [FromQuery(Name = "kind")] string? kind,
        [FromQuery(Name = "commission_id")] string? commission,
        [FromQuery(Name = "payout_id")] string? payout,
        [FromQuery(Name = "cursor")] string? cursor,
        [FromQuery(Name = "handler")] string? handler,
        [FromQuery(Name = "format")] string? format,
        [FromQuery(Name = "program_id")] string? program,
        [FromQuery(Name = "ctx")] string? context,
        [FromQuery(Name = "customer_key")] string? customerKey,
        [FromQuery(Name = "token")] string? token,
        [FromQuery(Name = "click_id")] string? click,
        [FromQuery(Name = "transaction_id")] string? transaction,
        [FromQuery(Name = "value")] string? value,
        [FromQuery(Name = "event_type")] string? eventType,
        [FromQuery(Name = "provider")] string? provider,
        [FromQuery(Name = "endpoint")] string? endpoint,
        [FromQuery(Name = "period")] string? period,
        [FromQuery(Name = "metrics")] string? metrics,
        [FromQuery(Name = "link_id")] string? link,
        [FromQuery(Name = "country")] string? country,
        [FromQuery(Name = "device")] string? device,
        [FromQuery(Name = "source")] string? source,
        [FromQuery(Name = "order_by")] string? orderBy,
        [FromQuery(Name = "order")] string? order,
        [FromQuery(Name = "funnel")] string? funnel,
        [FromQuery(Name = "test_mode")] string? testMode);

    /// <summary>A JSON object as body. Saying so as accepted content would make routing choose by it.</summary>
    private delegate void BodyParameter([FromBody] JsonObject body);

    public string Name { get; }

    public bool IsOptional { get; }

    public bool HasTryParse => false;

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo { get; }

    public static DescribedParameter OfPath(string name) => new(name, InPath[name], isOptional: false);

    public static DescribedParameter OfQuery(string name) => new(name, InQuery[name], isOptional: true);

    public static DescribedParameter OfBody() =>
        new("body", typeof(BodyParameter).GetMethod("Invoke")!.GetParameters()[0], isOptional: false);

    private static Dictionary<string, ParameterInfo> ParametersOf<TDelegate, TSource>()
        where TSource : Attribute, IModelNameProvider =>
        typeof(TDelegate).GetMethod("Invoke")!.GetParameters()
            .ToDictionary(parameter => parameter.GetCustomAttribute<TSource>()!.Name!, StringComparer.Ordinal);
}
