using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /track/referral</c>: who sent this visitor (AH-16); 204 when nobody did or nobody may know.</summary>
internal sealed class ReferralEndpoint(
    ProgramDirectory programs, LastClick lastClick, VisitorCookie cookie, TimeProvider time)
{
    public async Task ShowAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var program = await programs.FindAsync(Preflight.ProgramOf(request), request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        BeaconOrigin.Of(request, program).Allow(context.Response);
        var click = VisitorCookie.Read(request) is { } visitor && cookie.HasConsent(context)
            ? await lastClick.OfAsync(visitor, program, time.GetUtcNow(), ct).ConfigureAwait(false)
            : null;
        if (click is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.CacheControl = "no-store";
            return;
        }

        var answer = new ReferralAnswer(click.Ref, program.Key);
        await new JsonAnswer<ReferralAnswer>(answer, ApiJson.Default.ReferralAnswer).ExecuteAsync(context)
            .ConfigureAwait(false);
    }
}

/// <summary>Who sent the visitor.</summary>
internal sealed record ReferralAnswer(string Ref, string Program);
