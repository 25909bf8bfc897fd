using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Http;

/// <summary>What the affiliate program knows of a request.</summary>
public static class AffiliateHttpContextExtensions
{
    internal const string ContextParameter = "ctx";

    private const string ClickParameter = "clickid";

    private static readonly object VisitorKey = new();

    /// <summary>Who the visitor is to the affiliate program: hand it to <c>ReferAsync</c> when they sign up.</summary>
    /// <remarks>
    /// Reads the visitor's cookie, a <c>clickid</c> of ours in the address, and a context token called <c>ctx</c> in the
    /// address or in a form that the host has read. Without consent there is no visit.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <returns>The visit, or <see langword="null"/> when nothing is known.</returns>
    public static Visit? GetAffiliateVisit(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var visitor = VisitorCookie.Read(context.Request) ?? context.Items[VisitorKey] as Guid?;
        var click = ClickOf(context.Request);
        var token = ContextOf(context.Request);
        if (visitor is null && click is null && token is null)
        {
            return null;
        }

        var options = context.RequestServices.GetRequiredService<IOptions<AffiliateHttpOptions>>();
        var cookie = new VisitorCookie(options);
        return cookie.HasConsent(context)
            ? new Visit
            {
                VisitorId = visitor,
                ClickId = click,
                Context = token,
                Host = context.Request.Host.Value,
                IsImpersonated = cookie.IsImpersonated(context),
                Address = options.Value.ClickAddress is null ? null
                    : new VisitorAddress(options, context.RequestServices.GetRequiredService<ILogger<VisitorAddress>>()).Of(context),
            }
            : null;
    }

    /// <summary>A context token of this visit, to be put into links to hosts that the cookie does not reach, or into forms.</summary>
    /// <remarks>See <see cref="AffiliateTracker.IssueContextAsync"/>; the receiving end calls the parameter <c>ctx</c>.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="lifetime">Between 1 minute and 400 days. Default: the program's cookie window.</param>
    /// <returns>The token, or <see langword="null"/> when nothing is known of the visitor.</returns>
    public static async Task<string?> GetAffiliateContextAsync(this HttpContext context, TimeSpan? lifetime = null) =>
        context.GetAffiliateVisit() is { } visit
            ? await context.RequestServices.GetRequiredService<AffiliateTracker>()
                .IssueContextAsync(visit, lifetime, context.RequestAborted).ConfigureAwait(false)
            : null;

    /// <summary>The token for <c>affiliate.signup(customerKey, email, token)</c> on the page that a new customer sees.</summary>
    /// <remarks>See <see cref="AffiliateTracker.IssueSignUpTokenAsync"/>. For the program of the host that is visited.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="customer">The host's own key of the customer.</param>
    public static async Task<string> GetAffiliateSignUpTokenAsync(this HttpContext context, CustomerKey customer)
    {
        ArgumentNullException.ThrowIfNull(context);
        var programs = context.RequestServices.GetRequiredService<ProgramDirectory>();
        var program = await programs.FindAsync(null, context.Request.Host.Value, context.RequestAborted).ConfigureAwait(false);
        return await context.RequestServices.GetRequiredService<AffiliateTracker>()
            .IssueSignUpTokenAsync(customer, program?.Id.ToString(), context.RequestAborted).ConfigureAwait(false);
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

    /// <summary>A form counts only once the host has read it: reading it here would block.</summary>
    private static string? ContextOf(HttpRequest request)
    {
        var named = request.QueryString.HasValue ? request.Query[ContextParameter] : default;
        if (named.Count == 0)
        {
            named = request.HttpContext.Features.Get<IFormFeature>()?.Form?[ContextParameter] ?? default;
        }

        return named is [.., { Length: > 0 and <= SignedTokens.MaxLength } text] ? text : null;
    }
}
