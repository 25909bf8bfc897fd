using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/lead</c>: the host's server reports a sign-up or another step (AF-05).</summary>
internal sealed class LeadEndpoint(Leads leads, EmailHash emails, ContextTokens contexts)
{
    private const int MaxEventNameLength = 64;
    private const int MaxClickLength = 255;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<LeadEndpoint>();
        routes.Post("/track/lead", ApiScopes.Track, api.RecordAsync, "Report a sign-up or another step", 200);
    }

    public async Task<IResult> RecordAsync(ApiCall call)
    {
        var (root, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var fields = new JsonFields(root, errors);
        var additional = fields.Object("additional_data", out _);
        var isOwn = call.IsAbout(fields.Text("program_id", Link.MaxSlugLength))
            && call.IsAbout(additional?.Text("program_id", Link.MaxSlugLength));
        if (additional?.Flag("test_mode") == true)
        {
            errors.Add("additional_data.test_mode", "This version has no test mode.");
        }

        var input = Read(fields, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!isOwn)
        {
            return Problem.NotFound;
        }

        var context = input.Context is { } text
            ? await contexts.ReadAsync(text, call.Program.Id, call.Aborted).ConfigureAwait(false)
            : null;
        return context?.Reason is { } reason
            ? Problem.InvalidContext(reason)
            : await RecordAsync(call, input, context).ConfigureAwait(false);
    }

    private async Task<IResult> RecordAsync(ApiCall call, LeadInput input, ContextReading? context)
    {
        var click = input.ClickId;
        if (click is null && context is { Context: { } carried })
        {
            click = (await contexts.FindClickAsync(carried, call.Program, call.Aborted).ConfigureAwait(false))?.Id;
        }

        if (input.CustomerKey is null && click is null)
        {
            return Problem.Validation("customer_key", "This or a 'click_id' is required; no click is known of the 'ctx'.");
        }

        var recorded = await leads.RecordAsync(
            new NewLead
            {
                ProgramId = call.Program.Id,
                Customer = input.CustomerKey is { } key ? new CustomerKey(key) : default(CustomerKey?),
                ClickId = click,
                Context = context,
                Email = input.Email is { } email
                    ? await emails.OfAsync(email, call.Aborted).ConfigureAwait(false)
                    : null,
                EventName = input.EventName,
            },
            call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<LeadAnswer>(LeadAnswer.Of(recorded), ApiJson.Default.LeadAnswer);
    }

    private static LeadInput Read(JsonFields fields, InputErrors errors)
    {
        var customerKey = fields.CustomerKey();
        var email = fields.Text("email", EmailAddress.MaxLength);
        if (email is not null && !EmailAddress.TryNormalize(email, out _))
        {
            errors.Add("email", "Must be an e-mail address.");
        }

        var eventName = fields.Text("event_name", MaxEventNameLength) ?? Lead.SignUp;
        if (eventName.Any(char.IsControl))
        {
            errors.Add("event_name", "Must not have control characters.");
        }

        var context = fields.Text("ctx", SignedTokens.MaxLength);

        // What a visitor carried along may be anything; beside a customer key it is passed over, alone it is an error.
        var clickText = fields.Text("click_id", MaxClickLength);
        ClickId? click = AffiliateId.TryParse<ClickId>(clickText, out var id) ? id : null;
        if (customerKey is null && click is null && context is null && !errors.Any)
        {
            errors.Add(
                clickText is null ? "customer_key" : "click_id",
                clickText is null ? "This or 'click_id' is required." : "Is no click id, and there is no 'customer_key'.");
        }

        return new LeadInput(customerKey, click, context, email, eventName);
    }

    private sealed record LeadInput(
        string? CustomerKey, ClickId? ClickId, string? Context, string? Email, string EventName);
}

/// <summary>The answer to a lead (AF-05).</summary>
internal sealed record LeadAnswer(
    bool Success, string Message, string LeadId, string? PartnerId, string? ClickId, string? Reason, bool Deduped)
{
    public static LeadAnswer Of(RecordedLead recorded)
    {
        var lead = recorded.Lead;
        var partner = recorded.Referral?.PartnerId ?? lead.PartnerId;
        var message = recorded.IsDuplicate ? "The lead was recorded before."
            : partner is null ? "The lead is recorded; no partner sent the customer."
            : "The lead is recorded.";
        return new LeadAnswer(
            true, message, lead.Id.ToString(), partner?.ToString(), lead.ClickId?.ToString(),
            partner is null ? lead.Reason : null, recorded.IsDuplicate);
    }
}
