using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Affiliate.AspNetCore;

/// <summary>What each status means, the same on every route.</summary>
internal static class StatusTexts
{
    private static readonly Dictionary<int, (string Description, string Code)> Known = new()
    {
        [200] = ("What was asked for.", ""),
        [201] = ("It was made.", ""),
        [202] = ("It was taken and is done in the background.", ""),
        [204] = ("Done; there is nothing to show.", ""),
        [302] = ("Leads on to the destination.", ""),
        [303] = ("Leads on to the destination.", ""),
        [304] = ("It has not changed since it was read.", ""),
        [307] = ("Leads on to the destination with the same method.", ""),
        [400] = ("The call is not as it must be; 'errors' names the fields.", "validation_failed"),
        [401] = ("No key or session, or one that is unknown, expired or revoked.", "unauthorized"),
        [403] = ("The caller may not do this; 'code' says why.", "missing_scope"),
        [404] = ("There is no such object in reach of the caller.", "not_found"),
        [409] = ("The state of things does not allow it; 'code' says why.", "illegal_state"),
        [410] = ("It is over.", "gone"),
        [412] = ("The object is no longer as 'If-Match' says.", "precondition_failed"),
        [413] = ("The body is too large.", "too_large"),
        [415] = ("The body is not JSON in UTF-8.", "unsupported_media_type"),
        [429] = ("Too often; try again later.", "too_many_requests"),
        [503] = ("Nothing was changed; try again in a moment.", "unavailable"),
    };

    /// <summary>A response without content.</summary>
    public static JsonObject Response(int status)
    {
        var response = new JsonObject
        {
            ["description"] = Known.TryGetValue(status, out var known) ? known.Description : ReasonPhrases.GetReasonPhrase(status),
        };
        if (Headers(status) is { } headers)
        {
            response["headers"] = headers;
        }

        return response;
    }

    /// <summary>A problem of that status.</summary>
    public static JsonObject Example(int status) => new()
    {
        ["type"] = "about:blank",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["code"] = Known.TryGetValue(status, out var known) ? known.Code : "error",
        ["errors"] = status == 400 ? new JsonObject { ["field"] = new JsonArray("Is required.") } : new JsonObject(),
        ["trace_id"] = "0af7651916cd43dd8448eb211c80319c",
    };

    /// <summary>The headers that a status comes with.</summary>
    private static JsonObject? Headers(int status) => status switch
    {
        201 => Header("Location", "Where the new object can be read."),
        302 or 303 or 307 => Header("Location", "The destination."),
        401 => Header("WWW-Authenticate", "How to show who calls."),
        429 or 503 => Header("Retry-After", "How many seconds to wait."),
        _ => null,
    };

    private static JsonObject Header(string name, string description) => new()
    {
        [name] = new JsonObject { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } },
    };
}
