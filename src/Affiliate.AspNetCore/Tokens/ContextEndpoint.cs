using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>GET /track/context?ctx=…</c>: what a context token says (TX-17), for pages on hosts that the cookie does not reach.
/// Whoever has a token may know what is in it: random numbers, times, and the slug that brought the visitor.
/// </summary>
internal sealed class ContextEndpoint(ProgramDirectory programs, ContextTokens contexts)
{
    public async Task ShowAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var token = request.Query[AffiliateHttpContextExtensions.ContextParameter];
        var (found, reason) = await contexts
            .ReadAsync(token is [{ } text] ? text : null, program: null, ct).ConfigureAwait(false);
        var program = found is null ? null : await programs.GetAsync(found.ProgramId, ct).ConfigureAwait(false);
        if (found is null || program is null)
        {
            context.Response.Headers.Append("Vary", "Origin");
            await Problem.InvalidContext(reason ?? TokenReasons.OtherProgram).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        BeaconOrigin.Of(request, program).Allow(context.Response);
        var click = await contexts.FindClickAsync(found, program, ct).ConfigureAwait(false);
        var answer = new ContextAnswer(
            program.Key, click?.Ref, click?.Id.ToString(), found.IssuedAt, found.ExpiresAt);
        await new JsonAnswer<ContextAnswer>(answer, ApiJson.Default.ContextAnswer).ExecuteAsync(context).ConfigureAwait(false);
    }
}

/// <summary>What a context token says.</summary>
internal sealed record ContextAnswer(
    string Program, string? Ref, string? ClickId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
