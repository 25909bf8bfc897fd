using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Whether a click counts in metrics and whether it may bind a sign-up (semantics 10), and why not.</summary>
internal readonly record struct TrafficQuality(bool IsQualified, bool IsAttributable, string? Reason)
{
    public static readonly TrafficQuality ForeignOrigin = Worthless("foreign_origin");

    private static readonly TrafficQuality Good = new(true, true, null);
    private static readonly TrafficQuality NotAPage = Worthless("not_a_page");
    private static readonly TrafficQuality PartnerInactive = Worthless("partner_inactive");

    /// <summary>What the request's headers say.</summary>
    public static TrafficQuality Of(HttpRequest request)
    {
        var headers = request.Headers;
        if (HttpMethods.IsHead(request.Method))
        {
            return Worthless("head");
        }

        if (IsPrefetch(headers))
        {
            return Worthless("prefetch");
        }

        return string.IsNullOrWhiteSpace(headers.UserAgent) ? new TrafficQuality(false, true, "no_user_agent") : Good;
    }

    /// <summary>The same for a request that should be a page a person goes to: no image, frame or script.</summary>
    public static TrafficQuality OfPage(HttpRequest request) =>
        IsPageLoad(request.Headers) ? Of(request) : NotAPage;

    /// <summary>Whether the browser loads a page, as far as it says so.</summary>
    public static bool IsPageLoad(IHeaderDictionary headers)
    {
        var destination = headers["Sec-Fetch-Dest"];
        return destination.Count == 0 || destination == "document";
    }

    /// <summary>Whether the browser loads ahead of a visit that may never come.</summary>
    public static bool IsPrefetch(IHeaderDictionary headers) =>
        Mentions(headers["Sec-Purpose"], "prefetch")
        || Mentions(headers["Sec-Purpose"], "prerender")
        || Mentions(headers["Purpose"], "prefetch")
        || Mentions(headers["X-Moz"], "prefetch");

    /// <summary>The same, with what is known of the partner.</summary>
    public TrafficQuality For(Partner partner) =>
        partner.Status is PartnerStatus.Active or PartnerStatus.Invited ? this : PartnerInactive;

    /// <summary>The same for a visitor who must not be recognised: it still counts.</summary>
    public TrafficQuality WithoutConsent() => this with { IsAttributable = false, Reason = Reason ?? "no_consent" };

    private static TrafficQuality Worthless(string reason) => new(false, false, reason);

    private static bool Mentions(string? header, string purpose) =>
        header is not null && header.Contains(purpose, StringComparison.OrdinalIgnoreCase);
}
