using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>
/// Lets partners through to their own data: by a session of ours where mailed codes are on, else by the host's sign-in. Where
/// neither is set up there is no portal (semantics 21).
/// </summary>
internal sealed class PortalGate(ApiGate gate, HostPartners hosts, ProgramDirectory programs, PartnerSessions sessions, IServiceProvider services)
{
    /// <summary>Signs partners in with mailed codes; <see langword="null"/> when that is off.</summary>
    public PartnerSignIns? SignIns { get; } = services.GetService<PartnerSignIns>();

    /// <summary>Guards a route of a partner's data.</summary>
    public RequestDelegate Require(ApiHandler handler) => async context =>
    {
        var answer = SignIns is null && !hosts.IsOpen(context) ? Problem.NotFound
            : !OwnPages.MayCall(context.Request) ? OwnPages.Refusal
            : await AnswerAsync(context, handler).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    };

    /// <summary>Guards a route that begins or ends sessions of ours.</summary>
    public RequestDelegate Door(Func<HttpContext, PartnerSignIns, Task<IResult>> handler) => async context =>
    {
        var answer = SignIns is not { } signIns ? Problem.NotFound
            : !OwnPages.MayCall(context.Request) ? OwnPages.Refusal
            : await handler(context, signIns).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    };

    private async Task<IResult> AnswerAsync(HttpContext context, ApiHandler handler)
    {
        var caller = await FindBySessionAsync(context).ConfigureAwait(false) ?? await hosts.FindAsync(context).ConfigureAwait(false);
        return caller.Problem ?? await gate.AnswerAsync(context, caller.Partner!, caller.Program!, handler).ConfigureAwait(false);
    }

    private async Task<PortalCaller?> FindBySessionAsync(HttpContext context)
    {
        var token = SignIns is null ? null : PortalCookie.Read(context.Request);
        var partner = await sessions.OpenAsync(token, context.RequestAborted).ConfigureAwait(false);
        var program = partner is null ? null : await programs.GetAsync(partner.ProgramId, context.RequestAborted).ConfigureAwait(false);
        return program is null ? null : new PortalCaller(partner, program);
    }
}
