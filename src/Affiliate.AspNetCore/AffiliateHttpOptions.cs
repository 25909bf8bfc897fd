using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Settings of what browsers see.</summary>
public sealed class AffiliateHttpOptions
{
    /// <summary>The domain that the visitor's cookie is for, so that sibling hosts share it, for example <c>example.com</c>.</summary>
    /// <remarks>On hosts outside it, localhost for example, the cookie is for the host alone.</remarks>
    /// <value>Default: <see langword="null"/>, only the host that sets it.</value>
    public string? CookieDomain { get; set; }

    /// <summary>
    /// Whether the cookie is for the broadest domain that browsers allow: <c>example.co.uk</c> for <c>www.example.co.uk</c>
    /// (AF-16). On localhost and addresses it is for the host alone.
    /// </summary>
    /// <remarks>Not for hosts under a domain that others get names under too, such as those of cloud providers.</remarks>
    /// <value>Default: no. <see cref="CookieDomain"/> overrides it.</value>
    public bool UseBroadestCookieDomain { get; set; }

    /// <summary>
    /// Whether visitors are never recognised (AH-11): no cookie and no visitor id. A click then leads to a sign-up only through the
    /// <c>clickid</c> in the address, the beacon's <c>click_id</c>, or a context token.
    /// </summary>
    /// <value>Default: no.</value>
    public bool IsCookieless { get; set; }

    /// <summary>The query parameters that name a partner's link; the first one present counts.</summary>
    /// <value>1 to 10 names of letters, digits, <c>-</c> and <c>_</c>. Default: <c>ref</c>, <c>via</c>, <c>aff</c>, <c>fpr</c>.</value>
    public IList<string> ReferralParameters { get; } = ["ref", "via", "aff", "fpr"];

    /// <summary>Whether the visitor agreed to a cookie. Without consent a click counts, but without identity.</summary>
    /// <remarks>
    /// Asked beside the host's cookie policy (<c>UseCookiePolicy</c>) and the browser's <c>Sec-GPC</c> header, each of which
    /// may refuse too.
    /// </remarks>
    /// <value>Default: <see langword="null"/>, nothing more is asked.</value>
    public Func<HttpContext, bool>? HasConsent { get; set; }

    /// <summary>Whether somebody of the host's staff acts as the customer in this request.</summary>
    /// <remarks>
    /// Then the browser's cookie is the staff's own: it refers nobody, <c>GetAffiliateVisit()</c> says
    /// <see cref="Visit.IsImpersonated"/>, and a click made meanwhile neither counts nor binds anybody.
    /// </remarks>
    /// <value>Default: <see langword="null"/>, nobody does.</value>
    public Func<HttpContext, bool>? IsImpersonated { get; set; }

    /// <summary>Which group of visitors a request belongs to, in the host's own words; kept on the click (semantics 27).</summary>
    /// <remarks>More than 64 characters are cut. Should it throw, the click is recorded without.</remarks>
    /// <value>Default: <see langword="null"/>, no segment.</value>
    public Func<HttpContext, string?>? Segment { get; set; }

    /// <summary>The headers in which a CDN says where the visitor is, when nobody can reach the host but through it.</summary>
    /// <remarks>Anybody who reaches the host directly could write them, and choose where country rules lead.</remarks>
    /// <value>For example <see cref="GeoHeaders.Cloudflare"/>. Default: <see langword="null"/>, no header is believed.</value>
    public GeoHeaders? TrustedGeoHeaders { get; set; }

    /// <summary>The visitor's address, where the host knows it: behind a proxy it is not the connection's.</summary>
    /// <remarks>
    /// It is used to flag more than 60 clicks a minute, to take no more than ten tries to sign in with a mailed code a minute, and to
    /// recognise visits from where the link's partner used the portal within 24 hours. It is kept in memory as a salted hash only, and
    /// never stored (semantics 19).
    /// </remarks>
    /// <value>Default: <see langword="null"/>, nothing is limited or recognised by address.</value>
    public Func<HttpContext, IPAddress?>? ClickAddress { get; set; }

    /// <summary>Why a click should not count, for example because its address belongs to a data centre (<c>data_centre</c>).</summary>
    /// <remarks>
    /// The click is recorded with this as <see cref="Click.NotQualifiedReason"/>: it is in no figure of qualified clicks and is not
    /// paid for, and may still bind a sign-up. At most 32 characters count. Should it throw, the click is recorded without.
    /// </remarks>
    /// <value>Default: <see langword="null"/>, no click is doubted.</value>
    public Func<HttpContext, string?>? ClickDoubt { get; set; }

    /// <summary>The claim of the host's signed-in user that is a partner's <c>user_key</c>, for the portal (semantics 26).</summary>
    /// <value>
    /// Default: <see cref="ClaimTypes.NameIdentifier"/>, as ASP.NET Core Identity sets it. With OpenID Connect and
    /// <c>MapInboundClaims</c> off it is <c>sub</c>.
    /// </value>
    public string PartnerUserClaim { get; set; } = ClaimTypes.NameIdentifier;

    /// <summary>
    /// Whether a sale or conversion that was recorded before is answered with 409 <c>already_recorded</c> (AF-19), not with 200 and
    /// <c>deduped: true</c>. Nothing is recorded twice either way.
    /// </summary>
    /// <value>Default: no.</value>
    public bool RefusesRepeatedSales { get; set; }

    /// <summary>
    /// How many calls of the management API one key may make in a second, on each instance; more are answered 429. Browsers, redirects and
    /// payment providers have no key and are not limited by this.
    /// </summary>
    /// <value>Between 0, for no limit, and 100,000. Default: 100.</value>
    public int CallsPerSecond { get; set; } = 100;

    /// <summary>How long a payment provider's message may be, in bytes; a longer one is 413.</summary>
    /// <value>Between 16 KiB and 8 MiB. Default: 2 MiB.</value>
    public int MaxWebhookBytes { get; set; } = 2 * 1024 * 1024;
}
