using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/lead</c>: the host's server reports a sign-up or another step (AF-05).</summary>
internal sealed class LeadEndpoint(
    Leads leads, EmailHash emails, ContextTokens contexts, TestTwin twin, ProgramDirectory programs,
    IHostEnvironment? environment = null)
{
    private const int MaxEventNameLength = 64;
    private const int MaxClickLength = 255;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<LeadEndpoint>();
        routes.Make<LeadId>(
            "/track/lead", ApiScopes.Track, api.RecordAsync, api.RecordAsync, "Report a sign-up or another step", 200)
            .WithMetadata(new KeylessCall(api.RecordKeylessAsync))
            .Gives<LeadAnswer>()
            .Takes("""{"customer_key":"user-1001","click_id":"clk_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","email":"user@example.com","event_name":"sign_up","ctx":"v1.sample.token","program_id":"default","additional_data":{"test_mode":false,"program_id":"default"}}""");
    }

    public async Task<IResult> RecordAsync(ApiCall call)
    {
        var fields = call.Fields;
        var additional = fields.Object("additional_data", out _);
        var isOwn = call.IsAbout(additional?.Text("program_id", Link.MaxSlugLength));
        var isTest = additional?.Flag("test_mode") == true || call.IsTest;
        var input = Read(fields, call.Errors, isTest);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!isOwn)
        {
            return Problem.NotFound;
        }

        var context = input.Context is { } text
            ? await contexts.ReadAsync(text, call.LiveProgram.Id, call.Aborted).ConfigureAwait(false)
            : null;
        return context?.Reason is { } reason
            ? Problem.InvalidContext(reason)
            : await RecordAsync(call, input with { IsTest = isTest }, context).ConfigureAwait(false);
    }

    /// <summary>
    /// A test lead without a key (AF-07): in Development, or while the owner takes them. It reaches nothing but the last ten
    /// of its kind.
    /// </summary>
    private async Task<IResult?> RecordKeylessAsync(HttpContext context)
    {
        var (root, problem) = await JsonBody.ReadOnceAsync(context.Request).ConfigureAwait(false);
        var errors = new InputErrors();
        var fields = problem is null ? new JsonFields(root, errors) : null;
        var additional = fields?.Object("additional_data", out _);
        if (fields is null || additional?.Flag("test_mode") != true)
        {
            return null;
        }

        var ct = context.RequestAborted;
        var named = additional.Text("program_id", Link.MaxSlugLength) ?? fields.Text("program_id", Link.MaxSlugLength);
        var program = await programs.FindAsync(named, context.Request.Host.Value, ct).ConfigureAwait(false);
        if (program is null || !(environment?.IsDevelopment() == true || program.TakesKeylessTests))
        {
            return null;
        }

        var input = Read(fields, errors, isTest: true);
        if (input.CustomerKey?.Length > CustomerKey.MaxLength - TestTwin.Keyless.Length)
        {
            errors.Add("customer_key", "Is too long for a test lead without a key.");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var lead = await LeadOfAsync(program.Twin, input, input.ClickId, null, ct).ConfigureAwait(false) with
        {
            Customer = TestTwin.Keyless + (input.CustomerKey ?? "test"),
        };
        var recorded = await twin.RecordAsync(program.Twin, lead, ct).ConfigureAwait(false);
        await twin.PruneAsync(program.Twin, ct).ConfigureAwait(false);
        return TestAnswer(program, recorded);
    }

    private async Task<IResult> RecordAsync(ApiCall call, LeadInput input, ContextReading? context)
    {
        var click = input.ClickId;
        if (click is null && context is { Context: { } carried })
        {
            click = (await contexts.FindClickAsync(carried, call.LiveProgram, call.Aborted).ConfigureAwait(false))?.Id;
        }

        if (input.CustomerKey is null && click is null && input.IsTest)
        {
            input = input with { CustomerKey = "test" };
        }
        else if (input.CustomerKey is null && click is null)
        {
            return Problem.Validation("customer_key", "This or a 'click_id' is required; no click is known of the 'ctx'.");
        }

        var lead = await LeadOfAsync(call.Program, input, click, context, call.Aborted).ConfigureAwait(false);
        if (!input.IsTest)
        {
            var live = await leads.RecordAsync(lead, call.Aborted).ConfigureAwait(false);
            return new JsonAnswer<LeadAnswer>(LeadAnswer.Of(live), ApiJson.Default.LeadAnswer);
        }

        var test = await twin.RecordAsync(call.Program.Twin, lead, call.Aborted).ConfigureAwait(false);
        return TestAnswer(call.Program, test);
    }

    private static JsonAnswer<TestLeadAnswer> TestAnswer(AffiliateProgram program, RecordedLead recorded) =>
        new(TestLeadAnswer.Of(program, recorded), ApiJson.Default.TestLeadAnswer);

    private async Task<NewLead> LeadOfAsync(
        AffiliateProgram program, LeadInput input, ClickId? click, ContextReading? context, CancellationToken ct) => new()
        {
            ProgramId = program.Id,
            Customer = input.CustomerKey is { } key ? new CustomerKey(key) : default(CustomerKey?),
            ClickId = click,
            Context = context,
            Email = input.Email is { } email ? await emails.OfAsync(email, ct).ConfigureAwait(false) : null,
            EventName = input.EventName,
            HasUnreadableClick = input.HasUnreadableClick,
        };

    private static LeadInput Read(JsonFields fields, InputErrors errors, bool isTest)
    {
        var customerKey = fields.CustomerKey();
        var email = fields.Email();
        var eventName = fields.Text("event_name", MaxEventNameLength) ?? Lead.SignUp;
        if (eventName.Any(char.IsControl))
        {
            errors.Add("event_name", "Must not have control characters.");
        }

        var context = fields.Text("ctx", SignedTokens.MaxLength);

        // What a visitor carried along may be anything; beside a customer key it is passed over, alone it is an error.
        var clickText = fields.Text("click_id", MaxClickLength);
        ClickId? click = AffiliateId.TryParse<ClickId>(clickText, out var id) ? id : null;
        if (customerKey is null && click is null && context is null && !isTest && !errors.Any)
        {
            errors.Add(
                clickText is null ? "customer_key" : "click_id",
                clickText is null ? "This or 'click_id' is required." : "Is no click id, and there is no 'customer_key'.");
        }

        return new LeadInput(customerKey, click, context, email, eventName)
        {
            HasUnreadableClick = clickText is not null && click is null,
        };
    }

    private sealed record LeadInput(
        string? CustomerKey, ClickId? ClickId, string? Context, string? Email, string EventName, bool IsTest = false)
    {
        public bool HasUnreadableClick { get; init; }
    }
}

/// <summary>The answer to a lead (AF-05).</summary>
internal sealed record LeadAnswer(
    bool Success, string Message, string LeadId, string? PartnerId, string? ClickId, string? Reason, bool Deduped)
{
    public static LeadAnswer Of(RecordedLead recorded)
    {
        var lead = recorded.Lead;
        var partner = recorded.Referral is { } referral ? referral.Credited : lead.PartnerId;
        var reason = recorded.Referral is { IsDetached: true } ? SaleReasons.Detached : lead.Reason;
        var message = recorded.IsDuplicate ? "The lead was recorded before."
            : partner is null ? "The lead is recorded; no partner sent the customer."
            : "The lead is recorded.";
        return new LeadAnswer(
            true, message, lead.Id.ToString(), partner?.ToString(), lead.ClickId?.ToString(),
            partner is null ? reason : null, recorded.IsDuplicate);
    }
}

/// <summary>The answer to a test lead: that of a live one, and where the test is to be found (AF-07).</summary>
internal sealed record TestLeadAnswer(
    bool Success, string Message, string LeadId, string? PartnerId, string? ClickId, string? Reason, bool Deduped, TestLeadData Data)
{
    public static TestLeadAnswer Of(AffiliateProgram program, RecordedLead recorded)
    {
        // Test mode works on copies; the caller knows the originals.
        var lead = recorded.Lead with
        {
            PartnerId = recorded.Lead.PartnerId?.Live(),
            ClickId = recorded.Lead.ClickId?.Live(),
        };
        var referral = recorded.Referral is { } bound ? bound with { PartnerId = bound.PartnerId.Live() } : null;
        var answer = LeadAnswer.Of(recorded with { Lead = lead, Referral = referral });
        var data = new TestLeadData(Leads.EventOf(lead).ToString(), program.Id.Live().ToString(), true, true);
        return new TestLeadAnswer(
            answer.Success, answer.Message, answer.LeadId, answer.PartnerId, answer.ClickId, answer.Reason, answer.Deduped, data);
    }
}

/// <summary>Where a test is to be found, in the names that AF-07 asks for.</summary>
internal sealed record TestLeadData(
    [property: JsonPropertyName("eventId")] string EventId, [property: JsonPropertyName("programId")] string ProgramId,
    bool TestMode, bool IsTest);
