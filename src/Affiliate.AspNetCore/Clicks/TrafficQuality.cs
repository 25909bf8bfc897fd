using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Why a click does not count in metrics, and why it may not bind a sign-up (semantics 10); <see langword="null"/> when it does.</summary>
internal readonly record struct TrafficQuality(string? NotQualified, string? NotAttributable)
{
    public static readonly TrafficQuality ForeignOrigin = Worthless("foreign_origin");

    public static readonly TrafficQuality Impersonated = Worthless("impersonated");

    private static readonly TrafficQuality NotAPage = Worthless("not_a_page");
    private static readonly TrafficQuality PartnerInactive = Worthless("partner_inactive");

    public bool IsAttributable => NotAttributable is null;

    /// <summary>What the request's headers say.</summary>
    public static TrafficQuality Of(HttpRequest request)
    {
        var headers = request.Headers;
        return HttpMethods.IsHead(request.Method) ? Worthless("head")
            : IsPrefetch(headers) ? Worthless("prefetch")
            : string.IsNullOrWhiteSpace(headers.UserAgent) ? new TrafficQuality("no_user_agent", null)
            : default;
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
        || Mentions(headers["Purpose"], "preview")
        || Mentions(headers["X-Purpose"], "preview")
        || Mentions(headers["X-Moz"], "prefetch");

    /// <summary>The same, with what is known of the partner.</summary>
    public TrafficQuality For(Partner partner) =>
        partner.Status is PartnerStatus.Active or PartnerStatus.Invited ? this : PartnerInactive;

    /// <summary>The same for a visitor who must not be recognised: it still counts.</summary>
    public TrafficQuality WithoutConsent() => this with { NotAttributable = NotAttributable ?? "no_consent" };

    /// <summary>The same for a click that may bind a sign-up, but does not count.</summary>
    public TrafficQuality Unqualified(string reason) => this with { NotQualified = NotQualified ?? reason };

    private static TrafficQuality Worthless(string reason) => new(reason, reason);

    private static bool Mentions(string? header, string purpose) =>
        header is not null && header.Contains(purpose, StringComparison.OrdinalIgnoreCase);
}
