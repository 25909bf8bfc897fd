using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Lets calls through that show a key with the right scope, in the <c>Authorization</c> header and, <see cref="KeyInAddress"/> apart, nowhere else.</summary>
internal sealed class ApiGate(
    ApiKeys keys, ProgramDirectory programs, EventOutbox outbox, EmbedTokens embedded, RepeatableCalls repeatable,
    IOptions<AffiliateHttpOptions> options, PartnerAddresses partners, ILogger<ApiGate> logger, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const string ProgramField = "program_id";

    private readonly VisitorAddress _addresses = new(options, logger);
    private readonly CallRate _rate = new(options.Value.CallsPerSecond, time);

    public RequestDelegate Require(ApiScopes scope, ApiHandler handler) => async context =>
    {
        var answer = await AnswerAsync(context, scope, handler).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    };

    /// <summary>Lets calls through that show a partner's embed token; it opens that partner's data.</summary>
    public RequestDelegate RequireEmbed(ApiHandler handler) => async context =>
    {
        var partner = await embedded.OpenAsync(TokenOf(context.Request), context.RequestAborted).ConfigureAwait(false);
        var program = partner is null ? null : await programs.GetAsync(partner.ProgramId, context.RequestAborted).ConfigureAwait(false);
        var answer = program is null
            ? Problem.Unauthorized
            : await AnswerAsync(context, partner!, program, handler).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    };

    /// <summary>Answers a partner: the call opens that partner's data and nothing else (I17).</summary>
    public Task<IResult> AnswerAsync(HttpContext context, Partner partner, AffiliateProgram program, ApiHandler handler)
    {
        if (options.Value.IsImpersonated?.Invoke(context) != true)
        {
            partners.Note(partner.Id, _addresses.Of(context));
        }

        return HandleAsync(new ApiCall(context, NoKey(program.Id), program) { Partner = partner }, handler);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, ApiScopes scope, ApiHandler handler)
    {
        var inAddress = context.GetEndpoint()?.Metadata.GetMetadata<KeyInAddress>() is { } address
            && context.Request.Headers.Authorization.Count == 0 ? address : null;
        var token = inAddress is null ? TokenOf(context.Request) : context.Request.Query[inAddress.Parameter].ToString();
        var isWrite = inAddress is not null || !HttpMethods.IsGet(context.Request.Method);
        var key = await keys.AuthenticateAsync(token, isWrite, context.RequestAborted).ConfigureAwait(false);
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

        if (!_rate.TryTake(key.Id))
        {
            return Problem.TooManyCalls;
        }

        if (inAddress is not null && key.Scopes != scope)
        {
            return new Problem(
                StatusCodes.Status403Forbidden, "key_in_address", $"In an address, a key may have the scope '{WireName.Of(scope)}' and no other.");
        }

        if ((key.Scopes & scope) != scope)
        {
            return Problem.Forbidden(WireName.Of(scope));
        }

        return await HandleAsync(new ApiCall(context, key, program), handler).ConfigureAwait(false);
    }

    /// <summary>What stands for a key where a partner calls: it allows nothing by itself.</summary>
    private static ApiKey NoKey(ProgramId program) => new()
    {
        Id = default,
        ProgramId = program,
        Name = "partner",
        Lookup = "",
        Hash = "",
        LastFour = "",
        Scopes = ApiScopes.None,
        CreatedAt = default,
    };

    /// <summary>Reads what the route takes, and has the call answered if it is about the program that the key opens.</summary>
    private async Task<IResult> HandleAsync(ApiCall call, ApiHandler handler)
    {
        if (call.Context.GetEndpoint()?.Metadata.GetMetadata<RequestExample>() is not null)
        {
            var (body, problem) = await JsonBody.ReadOnceAsync(call.Request).ConfigureAwait(false);
            if (problem is not null)
            {
                return problem;
            }

            call = call with { Body = body };
        }

        return call.IsAbout(call.Request.Query[ProgramField]) && call.IsAbout(call.Fields.Text(ProgramField, Link.MaxSlugLength))
            ? await AnswerAsync(call, handler).ConfigureAwait(false)
            : Problem.NotFound;
    }

    private async Task<IResult> AnswerAsync(ApiCall call, ApiHandler handler)
    {
        var target = (string?)call.Request.RouteValues["id"] ?? call.Program.Id.ToString();
        if (!EntityTags.TryReadExpected(call.Request.Headers.IfMatch, target, out var expected))
        {
            return Problem.Validation("If-Match", "Must be the 'ETag' of an answer.");
        }

        var scope = new CallScope { Expected = expected, Audit = outbox };
        scope.Enter();
        using var actor = AffiliateActor.Is(call.Partner?.Id.ToString() ?? call.Key.Id.ToString());
        try
        {
            return call.Context.GetEndpoint()?.Metadata.GetMetadata<Creation>() is { } creation
                && call.Request.Headers.ContainsKey(RepeatableCalls.Header)
                ? await repeatable.AnswerAsync(call, scope, creation, handler).ConfigureAwait(false)
                : await handler(call).ConfigureAwait(false);
        }
        catch (StaleVersionException)
        {
            return Problem.PreconditionFailed;
        }
        catch (AffiliateConflictException conflict)
        {
            return Problem.Conflict(conflict);
        }
    }

    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}

/// <summary>Metadata: answers calls that show no key at all; <see langword="null"/> refuses them.</summary>
internal sealed record KeylessCall(Func<HttpContext, Task<IResult?>> Handler);

/// <summary>Metadata: a key with the route's scope alone may also stand in this query parameter.</summary>
internal sealed record KeyInAddress(string Parameter);

/// <summary>Metadata: the scope that a route asks for.</summary>
internal sealed record RequiredScope(ApiScopes Scope);
