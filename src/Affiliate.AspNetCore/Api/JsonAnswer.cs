using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A value as JSON, written in our own way whatever the host's JSON settings are.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    : IResult, IRepeatable
{
    /// <summary>Where a new object can be read.</summary>
    public string? Location { get; init; }

    /// <summary>The version of the object that is shown, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int? Version { get; init; }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        if (Version is { } version)
        {
            var tag = EntityTags.Of(version);
            response.Headers.ETag = tag;
            if (HttpMethods.IsGet(httpContext.Request.Method) && EntityTags.AreIn(httpContext.Request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        await JsonSerializer.SerializeAsync(response.Body, value, type, httpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(value, type)!.AsObject();
}

/// <summary>An answer that can be given again.</summary>
internal interface IRepeatable
{
    /// <summary>The body.</summary>
    JsonObject ToJson();
}
