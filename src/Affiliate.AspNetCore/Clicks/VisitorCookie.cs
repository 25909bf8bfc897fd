using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>The first-party cookie <c>affiliate</c>: a random visitor id and nothing else (semantics 11).</summary>
internal sealed class VisitorCookie(IOptions<AffiliateHttpOptions> options)
{
    public const string Name = "affiliate";

    private const string DoNotSell = "Sec-GPC";
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    private readonly AffiliateHttpOptions _options = options.Value;

    /// <summary>Whether this visitor may be recognised: browser, cookie policy and host all agree.</summary>
    public bool HasConsent(HttpContext context) =>
        context.Request.Headers[DoNotSell] != "1"
        && context.Features.Get<ITrackingConsentFeature>() is not { CanTrack: false }
        && _options.HasConsent?.Invoke(context) != false;

    /// <summary>The visitor, when the request carries a cookie of ours.</summary>
    public static Guid? Read(HttpRequest request) =>
        request.Headers.Cookie.Count > 0
        && request.Cookies.TryGetValue(Name, out var text)
        && Guid.TryParseExact(text, "N", out var visitor)
        && visitor != Guid.Empty
            ? visitor
            : null;

    /// <summary>Makes the browser remember the visitor for the program's cookie window, counted from now.</summary>
    public void Write(HttpContext context, Guid visitor, AffiliateProgram program) =>
        context.Response.Cookies.Append(Name, visitor.ToString("N"), new CookieOptions
        {
            Domain = _options.CookieDomain,
            Path = "/",
            MaxAge = program.CookieWindow < LongestLife ? program.CookieWindow : LongestLife,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            HttpOnly = true,
        });

    /// <summary>A new visitor: 74 random bits behind the time, so that clicks of new visitors lie together in the index.</summary>
    public static Guid NewVisitor(DateTimeOffset now) => Guid.CreateVersion7(now);
}
