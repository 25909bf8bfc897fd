using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the affiliate program's middleware.</summary>
public static class AffiliateApplicationBuilderExtensions
{
    /// <summary>
    /// Records arrivals with no script: whoever asks for a page with <c>?ref=</c> is counted and gets the visitor's cookie.
    /// </summary>
    /// <remarks>
    /// Put it before what answers the pages. Use it instead of the browser helper; with both, an arrival counts twice. Other
    /// requests are passed on untouched, and nothing that goes wrong here reaches the host.
    /// </remarks>
    /// <param name="app">The host's pipeline.</param>
    /// <exception cref="AffiliateConfigurationException"><c>AddAffiliateTracking()</c> was not called.</exception>
    public static IApplicationBuilder UseAffiliateTracking(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = AffiliateServices.Of(app.ApplicationServices, "app.UseAffiliateTracking()");
        var cookie = ActivatorUtilities.CreateInstance<VisitorCookie>(services);
        var visitors = ActivatorUtilities.CreateInstance<VisitorContext>(services);
        var capture = ActivatorUtilities.CreateInstance<ClickCapture>(services, cookie, visitors);
        var current = ActivatorUtilities.CreateInstance<CurrentClick>(services, cookie);
        var contexts = ActivatorUtilities.CreateInstance<ContextArrival>(services, cookie);
        return app.Use(ActivatorUtilities.CreateInstance<ArrivalMiddleware>(services, capture, current, contexts).Before);
    }
}
