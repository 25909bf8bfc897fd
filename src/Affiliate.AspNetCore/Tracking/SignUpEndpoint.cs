using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>POST /track/signup</c>: a page reports a sign-up. Anybody can name any customer there, so it is evidence under names
/// of its own: it binds nobody, and it neither makes nor touches the customer that the host will report (semantics 12).
/// </summary>
internal sealed class SignUpEndpoint(
    ProgramDirectory programs, Leads leads, AffiliateReports reports, VisitorCookie cookie, ContextTokens contexts,
    TimeProvider time)
{
    /// <summary>The step that a sign-up known only from a browser is kept as.</summary>
    public const string Step = "browser_sign_up";

    /// <summary>What stands before the customer key that a browser named.</summary>
    public const string Unconfirmed = "unconfirmed:";

    private const int MaxBodyLength = 8 * 1024;
    private const int MaxTokenLength = 1_024;

    public async Task RecordAsync(HttpContext context)
    {
        var request = context.Request;
        var (root, problem) = await JsonBody.ReadBeaconAsync(request, MaxBodyLength).ConfigureAwait(false);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var errors = new InputErrors();
        var fields = new JsonFields(root, errors);
        var customerKey = fields.Name("customer_key", CustomerKey.MaxLength - Unconfirmed.Length, isRequired: true);
        var named = fields.Text("program_id", Link.MaxSlugLength);
        var email = fields.Text("email", EmailAddress.MaxLength);
        if (email is not null && !EmailAddress.TryNormalize(email, out _))
        {
            errors.Add("email", "Must be an e-mail address.");
        }

        _ = fields.Text("token", MaxTokenLength);
        var token = fields.Text("ctx", MaxTokenLength);
        if (errors.Any)
        {
            await errors.ToProblem().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var program = await programs
            .FindAsync(named ?? Preflight.ProgramOf(request), request.Host.Value, context.RequestAborted).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var origin = BeaconOrigin.Of(request, program);
        origin.Allow(context.Response);
        var answer = await RecordAsync(context, program, customerKey!, token).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private async Task<IResult> RecordAsync(
        HttpContext context, AffiliateProgram program, string customerKey, string? token)
    {
        var ct = context.RequestAborted;
        var hasConsent = cookie.HasConsent(context);
        var click = hasConsent && VisitorCookie.Read(context.Request) is { } visitor
            ? await reports.LatestClickAsync(program, visitor, time.GetUtcNow(), ct).ConfigureAwait(false)
            : null;

        // A browser's token that does not count is passed over: the sign-up is worth keeping all the same.
        if (hasConsent && click is null && token is not null
            && (await contexts.ReadAsync(token, program.Id, ct).ConfigureAwait(false)).Context is { } carried)
        {
            click = await contexts.FindClickAsync(carried, program, ct).ConfigureAwait(false);
        }

        // The e-mail address is not kept: nobody vouches that it is this customer's.
        await leads.RecordAsync(
            new NewLead
            {
                ProgramId = program.Id,
                Customer = new CustomerKey(Unconfirmed + customerKey),
                ClickId = click?.Id,
                EventName = Step,
                CanBind = false,
            },
            ct).ConfigureAwait(false);
        return new JsonAnswer<SignUpAnswer>(
            new SignUpAnswer(true, "The sign-up is noted."), ApiJson.Default.SignUpAnswer);
    }
}

/// <summary>The answer to a sign-up: the same for everybody, so that it tells nothing about customers.</summary>
internal sealed record SignUpAnswer(bool Success, string Message);
