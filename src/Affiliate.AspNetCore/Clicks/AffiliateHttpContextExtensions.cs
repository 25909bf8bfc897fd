using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Http;

/// <summary>What the affiliate program knows of a request.</summary>
public static class AffiliateHttpContextExtensions
{
    private const string ClickParameter = "clickid";

    private static readonly object VisitorKey = new();

    /// <summary>Who the visitor is to the affiliate program: hand it to <c>ReferAsync</c> when they sign up.</summary>
    /// <remarks>Reads the visitor's cookie, and a <c>clickid</c> of ours in the address. Without consent there is no visit.</remarks>
    /// <param name="context">The request.</param>
    /// <returns>The visit, or <see langword="null"/> when nothing is known.</returns>
    public static Visit? GetAffiliateVisit(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var visitor = VisitorCookie.Read(context.Request) ?? context.Items[VisitorKey] as Guid?;
        var click = ClickOf(context.Request);
        if (visitor is null && click is null)
        {
            return null;
        }

        var options = context.RequestServices.GetRequiredService<IOptions<AffiliateHttpOptions>>();
        return new VisitorCookie(options).HasConsent(context)
            ? new Visit { VisitorId = visitor, ClickId = click, Host = context.Request.Host.Value }
            : null;
    }

    /// <summary>Remembers a visitor whose cookie only the answer carries.</summary>
    internal static void SetAffiliateVisitor(this HttpContext context, Guid? visitor) =>
        context.Items[VisitorKey] = visitor;

    private static ClickId? ClickOf(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return null;
        }

        // A link that was passed on may carry an older click too; the one appended last is the visitor's own.
        return AffiliateId.TryParse<ClickId>(request.Query[ClickParameter].LastOrDefault(), out var click) ? click : null;
    }
}
