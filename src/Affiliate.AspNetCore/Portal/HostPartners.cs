using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Finds the partner who is signed in at the host: the user's identifier is a partner's <c>user_key</c> (semantics 26).</summary>
internal sealed class HostPartners(
    ProgramDirectory programs, IAffiliateStore store, IOptions<AffiliateHttpOptions> options, IHostEnvironment? environment = null)
{
    /// <summary>Whether the host lets anybody in: by a policy, or in Development whoever sits at the machine (semantics 21).</summary>
    public bool IsOpen(HttpContext context) => PolicyOf(context) is not null
        ? HostPolicy.CanBeAsked(context.RequestServices)
        : environment?.IsDevelopment() == true && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>The partner, or why there is none.</summary>
    public async Task<PortalCaller> FindAsync(HttpContext context)
    {
        if (!IsOpen(context))
        {
            return PortalCaller.SignedOut;
        }

        if (PolicyOf(context) is { } policy && await policy.AskAsync(context).ConfigureAwait(false) is { Succeeded: false } refusal)
        {
            return refusal.Challenged ? PortalCaller.SignedOut : PortalCaller.Forbidden;
        }

        if (UserKeyOf(context.User) is not { } user)
        {
            return context.User.Identities.Any(identity => identity.IsAuthenticated) ? PortalCaller.NoPartner : PortalCaller.SignedOut;
        }

        var program = await programs.FindAsync(
            context.Request.Query["program_id"], context.Request.Host.Value, context.RequestAborted).ConfigureAwait(false);
        return program is not null && await FindAsync(program, user, context.RequestAborted).ConfigureAwait(false) is { } partner
            ? new PortalCaller(partner, program)
            : PortalCaller.NoPartner;
    }

    private static HostPolicy? PolicyOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<HostPolicy>();

    private string? UserKeyOf(ClaimsPrincipal user) => user.Identities
        .Where(identity => identity.IsAuthenticated)
        .SelectMany(identity => identity.FindAll(options.Value.PartnerUserClaim))
        .Select(claim => claim.Value)
        .FirstOrDefault(value => value.Length is > 0 and <= CustomerKey.MaxLength && InputErrors.IsSafe(value));

    /// <summary>One partner or none: where two have the same key, it is nobody's.</summary>
    private async Task<Partner?> FindAsync(AffiliateProgram program, string user, CancellationToken ct)
    {
        var found = await store.ListAsync(
            Query<Partner>.All.Equal(partner => partner.ProgramId, program.Id).Equal(partner => partner.UserKey, user)
                .NotEqual(partner => partner.Status, PartnerStatus.Deactivated)
                .Ascending(partner => partner.CreatedAt).Take(2),
            ct).ConfigureAwait(false);
        return found is [var partner] ? partner : null;
    }
}

/// <summary>Who calls the portal, or why nobody does.</summary>
internal sealed record PortalCaller(Partner? Partner, AffiliateProgram? Program, Problem? Problem = null)
{
    public static PortalCaller SignedOut { get; } = new(null, null, new Problem(
        StatusCodes.Status401Unauthorized, "unauthorized", "Sign in first.")
    { Header = ("WWW-Authenticate", "Cookie") });

    public static PortalCaller Forbidden { get; } = new(null, null, new Problem(
        StatusCodes.Status403Forbidden, "forbidden", "The host does not let this user in."));

    public static PortalCaller NoPartner { get; } = new(null, null, new Problem(
        StatusCodes.Status403Forbidden, "no_partner", "The user who is signed in is no partner of this program."));
}
