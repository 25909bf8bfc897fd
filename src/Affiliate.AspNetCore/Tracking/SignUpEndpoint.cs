using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>POST /track/signup</c>: a page reports a sign-up. With a token that the host rendered it counts as the host's own report.
/// Without one anybody could name any customer, so it is evidence under names of its own: it binds nobody, and it neither
/// makes nor touches the customer that the host will report (semantics 12).
/// </summary>
internal sealed class SignUpEndpoint(
    ProgramDirectory programs, Leads leads, LastClick lastClick, IAffiliateStore store, VisitorCookie cookie,
    ContextTokens contexts, SignUpTokens tokens, EmailHash emails, IOptions<AffiliateHttpOptions> options, ILogger<SignUpEndpoint> logger,
    TimeProvider time)
{
    /// <summary>The step that a sign-up known only from a browser is kept as.</summary>
    public const string Step = "browser_sign_up";

    /// <summary>What stands before the customer key that a browser named.</summary>
    public const string Unconfirmed = "unconfirmed:";

    private const int MaxBodyLength = 8 * 1024;
    private const int MaxTokenLength = 1_024;

    private readonly VisitorAddress _addresses = new(options, logger);

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
        var email = fields.Email();
        var token = fields.Text("token", MaxTokenLength);
        var carried = fields.Text("ctx", MaxTokenLength);
        var click = fields.Text("click_id", Link.MaxSlugLength);
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
        var answer = await RecordAsync(context, program, new SignUpInput(customerKey!, email, token, carried, click))
            .ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private async Task<IResult> RecordAsync(HttpContext context, AffiliateProgram program, SignUpInput input)
    {
        var ct = context.RequestAborted;
        var hasConsent = cookie.HasConsent(context) && !cookie.IsImpersonated(context);
        var visitor = hasConsent ? VisitorCookie.Read(context.Request) : null;

        // A browser's context that does not count is passed over: the sign-up is worth keeping all the same.
        var carried = hasConsent && input.Context is not null
            ? await contexts.ReadAsync(input.Context, program.Id, ct).ConfigureAwait(false)
            : null;

        // So is a click that nobody knows: pages keep one where the cookie does not come back (AH-13).
        var kept = hasConsent ? await FindClickAsync(input.Click, program, ct).ConfigureAwait(false) : null;
        var isVouched = await tokens.RefuseAsync(input.Token, program.Id, input.CustomerKey, ct).ConfigureAwait(false) is null;
        var lead = isVouched || await CanBindUnsignedAsync(program, input.CustomerKey, ct).ConfigureAwait(false)
            ? new NewLead
            {
                ProgramId = program.Id,
                Customer = input.CustomerKey,
                ClickId = kept?.Id,
                VisitorId = visitor,
                Context = carried,
                Email = isVouched && input.Email is not null
                    ? await emails.OfAsync(input.Email, ct).ConfigureAwait(false)
                    : null,
                Review = isVouched ? null : "unsigned_sign_up",
                Address = _addresses.Of(context),
            }
            : await EvidenceAsync(program, input.CustomerKey, visitor, carried?.Context, kept, ct).ConfigureAwait(false);
        await leads.RecordAsync(lead, ct).ConfigureAwait(false);
        return new JsonAnswer<SignUpAnswer>(
            new SignUpAnswer(true, "The sign-up is noted."), ApiJson.Default.SignUpAnswer);
    }

    /// <summary>What nobody vouches for is kept under a name of its own. The e-mail address is not kept at all.</summary>
    private async Task<NewLead> EvidenceAsync(
        AffiliateProgram program, string customerKey, Guid? visitor, VisitContext? carried, Click? kept, CancellationToken ct)
    {
        var click = visitor is { } known
            ? await lastClick.OfAsync(known, program, time.GetUtcNow(), ct).ConfigureAwait(false)
            : null;
        click ??= carried is null ? null : await contexts.FindClickAsync(carried, program, ct).ConfigureAwait(false);
        click ??= kept;
        return new NewLead
        {
            ProgramId = program.Id,
            Customer = new CustomerKey(Unconfirmed + customerKey),
            ClickId = click?.Id,
            EventName = Step,
            CanBind = false,
        };
    }

    private async Task<Click?> FindClickAsync(string? text, AffiliateProgram program, CancellationToken ct)
    {
        var click = AffiliateId.TryParse<ClickId>(text, out var id)
            ? await store.FindAsync(Click.ById(id), ct).ConfigureAwait(false)
            : null;
        return click?.ProgramId == program.Id ? click : null;
    }

    /// <summary>Where the program says so, a browser alone may bind a customer who has bought nothing yet.</summary>
    private async Task<bool> CanBindUnsignedAsync(AffiliateProgram program, string customerKey, CancellationToken ct)
    {
        if (!program.BindsUnsignedSignUps)
        {
            return false;
        }

        var customer = await store.FindAsync(Customer.ByKey(program.Id, customerKey), ct).ConfigureAwait(false);
        return customer is null
            || await store.FindAsync(Query<Sale>.All.Equal(s => s.CustomerId, customer.Id).Ascending(s => s.OccurredAt), ct).ConfigureAwait(false) is null;
    }

    private sealed record SignUpInput(string CustomerKey, string? Email, string? Token, string? Context, string? Click);
}

/// <summary>The answer to a sign-up: the same for everybody, so that it tells nothing about customers.</summary>
internal sealed record SignUpAnswer(bool Success, string Message);
