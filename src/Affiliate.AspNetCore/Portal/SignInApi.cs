using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary><c>/portal/sign-in</c>, <c>/portal/sign-in/code</c>, <c>/portal/sign-out</c>: sessions by mailed codes (AH-41).</summary>
internal sealed class SignInApi(
    ProgramDirectory programs, PartnerSessions sessions, PartnerAddresses partners, IOptions<AffiliateHttpOptions> options,
    ILogger<SignInApi> logger, TimeProvider time)
{
    private const int MaxCodeLength = 32;
    private const string Needs = "Needs the header Affiliate-Request from a page of the same origin; 404 while mailed codes are off.";

    private static readonly Problem WrongCode = new(
        StatusCodes.Status401Unauthorized, "invalid_code", "The code is wrong, used, or too old; ask for another one.")
    {
        Header = ("WWW-Authenticate", "Cookie"),
    };

    private readonly VisitorAddress _addresses = new(options, logger);
    private readonly SignInAttempts _attempts = new(time);

    public void Map(RouteGroupBuilder routes, PortalGate gate)
    {
        routes.MapRoute(HttpMethods.Post, "/portal/sign-in", gate.Door(RequestAsync))
            .Describe("Have a sign-in code mailed", "The answer is the same for addresses that are nobody's. " + Needs, "Portal", 202, 400, 403, 404, 413, 415, 429, 503)
            .WithMetadata(new PortalDoor())
            .Gives<CodeSentBody>()
            .Takes("""{"email":"alpha@example.com","program_id":"default"}""", "email");
        routes.MapRoute(HttpMethods.Post, "/portal/sign-in/code", gate.Door(CompleteAsync))
            .Describe("Begin a session with a mailed code", "Sets a cookie for 30 days. " + Needs, "Portal", 200, 400, 401, 403, 404, 413, 415, 429, 503)
            .WithMetadata(new PortalDoor())
            .Gives<SessionBody>()
            .Takes("""{"email":"alpha@example.com","code":"012345","program_id":"default"}""", "email", "code");
        routes.MapRoute(HttpMethods.Post, "/portal/sign-out", gate.Door(EndAsync))
            .Describe("End the session", "On every instance; without a session it does nothing. " + Needs, "Portal", 204, 400, 403, 404, 413, 415, 503)
            .WithMetadata(new PortalDoor())
            .Takes("{}");
    }

    private async Task<IResult> RequestAsync(HttpContext context, PartnerSignIns signIns)
    {
        var (input, problem) = await ReadAsync(context, hasCode: false).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        return await signIns.RequestAsync(input!.Program, input.Email, context.RequestAborted).ConfigureAwait(false) is { } wait
            ? Problem.TooManyRequests with { Header = ("Retry-After", Seconds(wait)) }
            : new JsonAnswer<CodeSentBody>(
                new CodeSentBody((int)PartnerSignIns.CodeLifetime.TotalSeconds), ApiJson.Default.CodeSentBody, StatusCodes.Status202Accepted);
    }

    private async Task<IResult> CompleteAsync(HttpContext context, PartnerSignIns signIns)
    {
        var (input, problem) = await ReadAsync(context, hasCode: true).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var begun = await signIns.CompleteAsync(
            input!.Program, input.Email, input.Code!, PortalCookie.Read(context.Request), context.RequestAborted).ConfigureAwait(false);
        if (begun is not { Session: var session })
        {
            return WrongCode;
        }

        partners.Note(session.PartnerId, _addresses.Of(context));
        PortalCookie.Write(context, begun.Token);
        return new JsonAnswer<SessionBody>(
            new SessionBody(session.PartnerId.ToString(), session.ProgramId.ToString(), session.ExpiresAt), ApiJson.Default.SessionBody);
    }

    private async Task<IResult> EndAsync(HttpContext context, PartnerSignIns _)
    {
        var problem = (await JsonBody.ReadOnceAsync(context.Request).ConfigureAwait(false)).Problem;
        if (problem is not null)
        {
            return problem;
        }

        await sessions.EndAsync(PortalCookie.Read(context.Request), context.RequestAborted).ConfigureAwait(false);
        PortalCookie.Delete(context);
        return TypedResults.NoContent();
    }

    private async Task<(Input? Input, Problem? Problem)> ReadAsync(HttpContext context, bool hasCode)
    {
        var (root, problem) = await JsonBody.ReadOnceAsync(context.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return (null, problem);
        }

        var errors = new InputErrors();
        var fields = new JsonFields(root, errors);
        var named = fields.Text("program_id", Link.MaxSlugLength);
        _ = EmailAddress.TryNormalize(fields.Email(isRequired: true), out var email);
        var code = hasCode ? Code(fields, errors) : null;
        if (errors.Any)
        {
            return (null, errors.ToProblem());
        }

        if (!_attempts.TryBegin(_addresses.Of(context)))
        {
            return (null, Problem.TooManyRequests);
        }

        return await programs.FindAsync(named, context.Request.Host.Value, context.RequestAborted).ConfigureAwait(false) is { } program
            ? (new Input(program.Id, email, code), null)
            : (null, Problem.NotFound);
    }

    /// <summary>Six digits; people copy blanks with them.</summary>
    private static string? Code(JsonFields fields, InputErrors errors)
    {
        if (fields.Text("code", MaxCodeLength, isRequired: true) is not { } text)
        {
            return null;
        }

        var code = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        if (code.Length != SignInCodes.Length || !code.All(char.IsAsciiDigit))
        {
            errors.Add("code", $"Must have {SignInCodes.Length} digits.");
        }

        return code;
    }

    private static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);

    private sealed record Input(ProgramId Program, string Email, string? Code);
}

/// <summary>That a code was mailed, if the address is a partner's, and how many seconds it counts.</summary>
internal sealed record CodeSentBody(int ExpiresIn);

/// <summary>A session that was begun.</summary>
internal sealed record SessionBody(string PartnerId, string ProgramId, DateTimeOffset ExpiresAt);

/// <summary>Metadata: a route of the portal that needs no session.</summary>
internal sealed record PortalDoor;

/// <summary>Metadata: a route of the portal that opens a partner's data.</summary>
internal sealed record PortalAccess;
