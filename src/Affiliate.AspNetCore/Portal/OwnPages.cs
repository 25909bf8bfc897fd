using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// Keeps other sites' pages from acting with a cookie (semantics 21): what changes something needs a header that no form can send,
/// and comes from a page of the same origin, by the word of the browser.
/// </summary>
internal static class OwnPages
{
    /// <summary>Any value will do.</summary>
    public const string Header = "Affiliate-Request";

    public static Problem Refusal { get; } = new(
        StatusCodes.Status403Forbidden, "cross_site",
        $"Send the header '{Header}: 1' from a page of the same origin; elsewhere than in browsers 'Origin' too.");

    public static bool MayCall(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || (request.Headers[Header] is [{ Length: > 0 }] && IsSameOrigin(request));

    private static bool IsSameOrigin(HttpRequest request)
    {
        // Browsers alone set it, so it holds even where a proxy changed scheme and host.
        var site = request.Headers["Sec-Fetch-Site"];
        return site.Count > 0
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin]
                && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
