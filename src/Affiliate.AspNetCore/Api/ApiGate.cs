using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Lets calls through that show a key with the right scope, in the <c>Authorization</c> header and nowhere else.</summary>
internal sealed class ApiGate(ApiKeys keys, ProgramDirectory programs)
{
    private const string Scheme = "Bearer ";

    public RequestDelegate Require(ApiScopes scope, ApiHandler handler) => async context =>
    {
        var answer = await AnswerAsync(context, scope, handler).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    };

    private async Task<IResult> AnswerAsync(HttpContext context, ApiScopes scope, ApiHandler handler)
    {
        var isWrite = !HttpMethods.IsGet(context.Request.Method);
        var key = await keys.AuthenticateAsync(TokenOf(context.Request), isWrite, context.RequestAborted)
            .ConfigureAwait(false);
        if (key is null && context.Request.Headers.Authorization.Count == 0
            && context.GetEndpoint()?.Metadata.GetMetadata<KeylessCall>() is { } keyless)
        {
            return await keyless.Handler(context).ConfigureAwait(false) ?? Problem.Unauthorized;
        }

        if (key is null
            || await programs.GetAsync(key.ProgramId, context.RequestAborted).ConfigureAwait(false) is not { } program)
        {
            return Problem.Unauthorized;
        }

        if ((key.Scopes & scope) != scope)
        {
            return Problem.Forbidden(WireName.Of(scope));
        }

        var call = new ApiCall(context, key, program);
        if (!call.IsAbout(context.Request.Query["program_id"]))
        {
            return Problem.NotFound;
        }

        using (Actor.Is(key.Id.ToString()))
        {
            return await handler(call).ConfigureAwait(false);
        }
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}

/// <summary>Metadata: answers calls that show no key at all; <see langword="null"/> refuses them.</summary>
internal sealed record KeylessCall(Func<HttpContext, Task<IResult?>> Handler);

/// <summary>Metadata: the scope that a route asks for.</summary>
internal sealed record RequiredScope(ApiScopes Scope);
