using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Affiliate.AspNetCore;

/// <summary>Says in metadata what a route takes and gives, for <see cref="ApiGate"/> and <see cref="AffiliateOpenApi"/>.</summary>
internal static class RouteContent
{
    /// <summary>Names what the route answers with when it succeeds: one of the types of <see cref="ApiJson"/>.</summary>
    public static IEndpointConventionBuilder Gives<T>(this IEndpointConventionBuilder route) =>
        route.WithMetadata(new JsonContent(typeof(T)));

    /// <summary>Names the media types of what the route answers with when it succeeds, beside JSON.</summary>
    public static IEndpointConventionBuilder GivesFile(this IEndpointConventionBuilder route, params string[] mediaTypes) =>
        route.WithMetadata(new FileContent(mediaTypes));

    /// <summary>Has the route take a JSON object: shows one with every field that it reads, and names those that must be there.</summary>
    public static IEndpointConventionBuilder Takes(
        this IEndpointConventionBuilder route, [System.Diagnostics.CodeAnalysis.StringSyntax("json")] string example, params string[] required) =>
        route.WithMetadata(new RequestExample(JsonNode.Parse(example)!.AsObject(), required));
}

/// <summary>Metadata: the type of a JSON answer.</summary>
internal sealed record JsonContent(Type Type);

/// <summary>Metadata: the media types of an answer that is not JSON.</summary>
internal sealed record FileContent(IReadOnlyList<string> MediaTypes);

/// <summary>Metadata: the route takes a JSON object; here is one with all fields.</summary>
internal sealed record RequestExample(JsonObject Body, IReadOnlyList<string> Required);

/// <summary>Metadata: the field of a form that the route takes.</summary>
internal sealed record FormContent(string Field);
