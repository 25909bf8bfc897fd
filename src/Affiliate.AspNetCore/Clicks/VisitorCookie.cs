using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace Affiliate.AspNetCore;

/// <summary>The first-party cookie <c>affiliate</c>: a random visitor id and nothing else (semantics 11).</summary>
internal sealed class VisitorCookie(IOptions<AffiliateHttpOptions> options)
{
    public const string Name = "affiliate";

    private const string DoNotSell = "Sec-GPC";
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    private const string Start = Name + "=";
    private const int IdLength = 32;

    private readonly AffiliateHttpOptions _options = options.Value;

    /// <summary>What stands behind the id, of the program that was last asked for: most hosts have one.</summary>
    private WrittenAttributes _attributes = new(0, false, null, string.Empty);

    /// <summary>Whether the host wants no visitor to be recognised.</summary>
    public bool IsOff => _options.IsCookieless;

    /// <summary>Whether this visitor may be recognised: browser, cookie policy and host all agree.</summary>
    public bool HasConsent(HttpContext context) =>
        context.Request.Headers[DoNotSell] != "1"
        && context.Features.Get<ITrackingConsentFeature>() is not { CanTrack: false }
        && _options.HasConsent?.Invoke(context) != false;

    /// <summary>Whether the host's staff acts as the customer: then the cookie is not the customer's.</summary>
    public bool IsImpersonated(HttpContext context) => _options.IsImpersonated?.Invoke(context) == true;

    /// <summary>The visitor, when the request carries a cookie of ours.</summary>
    public static Guid? Read(HttpRequest request) =>
        request.Headers.Cookie.Count > 0
        && request.Cookies.TryGetValue(Name, out var text)
        && Guid.TryParseExact(text, "N", out var visitor)
        && visitor != Guid.Empty
            ? visitor
            : null;

    /// <summary>Makes the browser remember the visitor for the program's cookie window, counted from now.</summary>
    /// <remarks>
    /// A host that watches its cookies (a cookie policy, for example) sees this one like any other. Where nobody
    /// watches, the header is written as it is, since every click carries one.
    /// </remarks>
    public void Write(HttpContext context, Guid visitor, AffiliateProgram program)
    {
        var domain = CookieDomain.Of(context.Request.Host, _options);
        var life = program.CookieWindow < LongestLife ? program.CookieWindow : LongestLife;
        if (context.Features.Get<IResponseCookiesFeature>() is null or ResponseCookiesFeature)
        {
            var attributes = Attributes((long)life.TotalSeconds, context.Request.IsHttps, domain);
            context.Response.Headers.Append(HeaderNames.SetCookie, string.Create(
                Start.Length + IdLength + attributes.Length,
                (visitor, attributes),
                static (header, cookie) =>
                {
                    Start.CopyTo(header);
                    cookie.visitor.TryFormat(header[Start.Length..], out _, "N");
                    cookie.attributes.CopyTo(header[(Start.Length + IdLength)..]);
                }));
            return;
        }

        context.Response.Cookies.Append(Name, visitor.ToString("N"), new CookieOptions
        {
            Domain = domain,
            Path = "/",
            MaxAge = life,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            HttpOnly = true,
        });
    }

    /// <summary>A new visitor: 74 random bits behind the time, so that clicks of new visitors lie together in the index.</summary>
    public static Guid NewVisitor(DateTimeOffset now) => Guid.CreateVersion7(now);

    private string Attributes(long seconds, bool isSecure, string? domain)
    {
        var written = _attributes;
        if (written.Seconds == seconds && written.IsSecure == isSecure && written.Domain == domain)
        {
            return written.Text;
        }

        var named = domain is null ? "" : $"; domain={domain}";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"; max-age={seconds}{named}; path=/{(isSecure ? "; secure" : "")}; samesite=lax; httponly");
        _attributes = new WrittenAttributes(seconds, isSecure, domain, text);
        return text;
    }

    private sealed record WrittenAttributes(long Seconds, bool IsSecure, string? Domain, string Text);
}
