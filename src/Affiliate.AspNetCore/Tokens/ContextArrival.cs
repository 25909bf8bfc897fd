using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore;

/// <summary>Somebody comes with a context token from a host that our cookie does not reach: they stay the same visitor here.</summary>
internal sealed class ContextArrival(ContextTokens contexts, VisitorCookie cookie, ILogger<ContextArrival> logger)
{
    /// <summary>Takes the token's visitor over, unless this browser is a visitor already or may not be recognised.</summary>
    public async Task AdoptAsync(HttpContext context, AffiliateProgram program)
    {
        if (cookie.IsOff || VisitorCookie.Read(context.Request) is not null || !cookie.HasConsent(context))
        {
            return;
        }

        var token = context.Request.Query[AffiliateHttpContextExtensions.ContextParameter];
        var (found, reason) = await contexts
            .ReadAsync(token is [{ } text] ? text : null, program.Id, context.RequestAborted).ConfigureAwait(false);
        if (found is null)
        {
            Log.ContextIgnored(logger, reason!);
        }
        else if (found.VisitorId is { } visitor)
        {
            cookie.Write(context, visitor, program);
            context.SetAffiliateVisitor(visitor);
        }
    }
}
