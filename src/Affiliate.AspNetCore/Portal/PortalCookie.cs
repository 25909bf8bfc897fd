using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>The cookie of a partner's session: out of reach of scripts, of other hosts and, on https, of whoever is on the way.</summary>
internal static class PortalCookie
{
    /// <summary>What it is called on https.</summary>
    public const string SecureName = "__Host-" + Name;

    private const string Name = "affiliate-portal";

    /// <summary>The token; on https only under the name that no other host and no plain connection can set.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    public static void Write(HttpContext context, string token) =>
        context.Response.Cookies.Append(NameFor(context.Request), token, Options(context.Request, PartnerSessions.Lifetime));

    public static void Delete(HttpContext context) =>
        context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request, life: null));

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        Path = "/",
        MaxAge = life,
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Lax,

        // Whoever signs in has asked for it.
        IsEssential = true,
    };
}
