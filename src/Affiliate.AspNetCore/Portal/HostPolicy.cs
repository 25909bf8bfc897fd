using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>
/// Metadata: what a host asks of whoever calls a route, as <c>RequireAuthorization</c> says it. It is taken out of the route and
/// looked at by the route itself, so that a session of our own counts beside it, answers are problems and not redirects, and a
/// host that lacks the services of authorization answers 404 and not 500 (semantics 21).
/// </summary>
internal sealed record HostPolicy(
    IReadOnlyList<IAuthorizeData> Data, IReadOnlyList<AuthorizationPolicy> Policies, IReadOnlyList<IAuthorizationRequirementData> Requirements)
{
    /// <summary>Takes what the host asks for out of the routes of a group, once it has said everything.</summary>
    public static void TakeFrom(IEndpointConventionBuilder group) => group.Finally(builder =>
    {
        var asked = builder.Metadata.Where(part => part is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        foreach (var part in asked)
        {
            builder.Metadata.Remove(part);
        }

        builder.Metadata.Add(new HostPolicy(
            [.. asked.OfType<IAuthorizeData>()], [.. asked.OfType<AuthorizationPolicy>()], [.. asked.OfType<IAuthorizationRequirementData>()]));
    });

    /// <summary>Whether the host has what it takes to look at the policy.</summary>
    public static bool CanBeAsked(IServiceProvider services) =>
        services.GetService<IPolicyEvaluator>() is not null && services.GetService<IAuthorizationPolicyProvider>() is not null;

    /// <summary>What the host says of the caller, who is <see cref="HttpContext.User"/> then.</summary>
    public async Task<PolicyAuthorizationResult> AskAsync(HttpContext context)
    {
        var provider = context.RequestServices.GetRequiredService<IAuthorizationPolicyProvider>();
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var builder = new AuthorizationPolicyBuilder();
        if (await AuthorizationPolicy.CombineAsync(provider, Data, Policies).ConfigureAwait(false) is { } combined)
        {
            builder.Combine(combined);
        }

        builder.AddRequirements([.. Requirements.SelectMany(one => one.GetRequirements())]);
        var policy = builder.Build();
        var authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        return await evaluator.AuthorizeAsync(policy, authenticated, context, context).ConfigureAwait(false);
    }
}
