using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>The first result again, and that it is so.</summary>
internal sealed class RepeatAnswer(JsonObject body) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        body["deduped"] = true;
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["Idempotency-Replayed"] = "true";
        return response.WriteAsync(body.ToJsonString(), Encoding.UTF8, httpContext.RequestAborted);
    }
}
