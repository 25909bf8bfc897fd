using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Settings of what browsers see.</summary>
public sealed class AffiliateHttpOptions
{
    /// <summary>The domain that the visitor's cookie is for, so that sibling hosts share it, for example <c>example.com</c>.</summary>
    /// <value>Default: <see langword="null"/>, only the host that sets it.</value>
    public string? CookieDomain { get; set; }

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
}
