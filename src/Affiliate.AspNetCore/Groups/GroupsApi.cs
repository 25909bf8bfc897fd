using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/groups</c>: partners that share terms, and which partner is under which terms (AF-28).</summary>
internal sealed class GroupsApi(GroupDesk desk, PartnerBodies bodies)
{
    private const int LongestHold = 366;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<GroupsApi>(routes.Create<PartnerBodies>());
        routes.Get("/groups", api.ListAsync, "Groups, oldest first").WithQuery("page", "per_page")
            .Gives<PageBody<GroupBody>>();
        routes.Make<GroupId>("/groups", ApiScopes.CommissionsWrite, api.CreateAsync, api.FindAsync, "Make a group", 201, 409)
            .Gives<GroupBody>()
            .Takes("""{"name":"Agencies","commission_pct":25.5,"hold_period_days":30,"hold_to_month_end":true,"attribution_window_days":60,"approval":"auto","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","program_id":"default"}""", "name");
        routes.Get("/groups/{id}", api.FindAsync, "A group with its newest terms")
            .Gives<GroupBody>();
        routes.Map(HttpMethods.Patch, "/groups/{id}", ApiScopes.CommissionsWrite, api.ChangeAsync, "Change a group, its terms from a date on", 200, 409, 413, 415)
            .Gives<GroupBody>()
            .Takes("""{"name":"Agencies","active":true,"commission_pct":25.5,"hold_period_days":30,"hold_to_month_end":true,"attribution_window_days":60,"approval":"auto","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","effective_from":"2026-06-01T00:00:00Z"}""");
        routes.Post("/groups/{id}/deactivate", ApiScopes.CommissionsWrite, api.DeactivateAsync, "Take no more partners into a group", 200, 409)
            .Gives<GroupBody>()
            .Takes("""{}""");
        routes.Post("/partners/{id}/terms", ApiScopes.CommissionsWrite, api.AssignAsync, "Put a partner into a group, or under a plan of their own", 200)
            .Gives<PartnerBody>()
            .Takes("""{"group_id":"grp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var groups = await desk.ListAsync(call.Program.Id, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<GroupBody>>(
            PageBody<GroupBody>.Of(groups.PageOf(page, saved => saved.Group.Id.ToString()), GroupBody.Of), ApiJson.Default.PageBodyGroupBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) => call.Id<GroupId>() is { } id
        ? Answer(await desk.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false))
        : Problem.NotFound;

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var name = fields.Name("name", TermsName.MaxLength, isRequired: true);
        var terms = Terms(fields);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await RefusedArguments.AsProblemAsync(async () =>
        {
            var group = await desk.CreateAsync(call.Program.Id, name!, terms(GroupTerms.OfProgram), call.Aborted).ConfigureAwait(false);
            return new JsonAnswer<GroupBody>(GroupBody.Of(group), ApiJson.Default.GroupBody, StatusCodes.Status201Created)
            {
                Location = call.LocationOf(group.Group.Id),
                Version = group.Group.Version,
            };
        }).ConfigureAwait(false);
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        fields.RefuseNulls("name", "active", "approval");
        var name = fields.Name("name", TermsName.MaxLength);
        var isActive = fields.Flag("active");
        var from = fields.Instant("effective_from");
        var terms = Terms(fields);
        return call.Refusal ?? await SaveAsync(call, terms, name, isActive, from).ConfigureAwait(false);
    }

    public Task<IResult> DeactivateAsync(ApiCall call) => SaveAsync(call, terms => terms, null, isActive: false, null);

    public async Task<IResult> AssignAsync(ApiCall call)
    {
        var fields = call.Fields;
        var (group, plan) = (fields.Id<GroupId>("group_id"), fields.Id<PlanId>("plan_id"));
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await RefusedArguments.AsProblemAsync(async () =>
            call.Id<PartnerId>() is { } id
            && await desk.AssignAsync(call.Program.Id, id, group, plan, call.Aborted).ConfigureAwait(false) is { } partner
                ? await bodies.AnswerAsync(partner, call.Aborted).ConfigureAwait(false)
                : Problem.NotFound).ConfigureAwait(false);
    }

    private Task<IResult> SaveAsync(
        ApiCall call, Func<GroupTerms, GroupTerms> terms, string? name, bool? isActive, DateTimeOffset? from) =>
        RefusedArguments.AsProblemAsync(async () => call.Id<GroupId>() is { } id
            ? Answer(await desk.ChangeAsync(call.Program.Id, id, terms, name, isActive, from, call.Aborted).ConfigureAwait(false))
            : Problem.NotFound);

    private static IResult Answer(SavedGroup? group) => group is null
        ? Problem.NotFound
        : new JsonAnswer<GroupBody>(GroupBody.Of(group), ApiJson.Default.GroupBody) { Version = group.Group.Version };

    private static Func<GroupTerms, GroupTerms> Terms(JsonFields fields)
    {
        var rate = fields.Percent("commission_pct");
        var hold = fields.Whole("hold_period_days", 0, LongestHold);
        var toMonthEnd = fields.Flag("hold_to_month_end");
        var window = fields.Whole("attribution_window_days", 1, LongestHold);
        var approval = fields.Text("approval", 16);
        var plan = fields.Id<PlanId>("plan_id");
        if (approval is not (null or "auto" or "manual"))
        {
            fields.Fault("approval", "Must be 'auto' or 'manual'.");
        }

        return terms => terms with
        {
            Commission = fields.Has("commission_pct") ? rate : terms.Commission,
            HoldPeriod = fields.Has("hold_period_days") ? hold is { } days ? TimeSpan.FromDays(days) : null : terms.HoldPeriod,
            HoldsToMonthEnd = fields.Has("hold_to_month_end") ? toMonthEnd : terms.HoldsToMonthEnd,
            AttributionWindow = !fields.Has("attribution_window_days") ? terms.AttributionWindow
                : window is { } most ? TimeSpan.FromDays(most)
                : null,
            IsManual = approval is null ? terms.IsManual : approval == "manual",
            PlanId = fields.Has("plan_id") ? plan : terms.PlanId,
        };
    }
}

/// <summary>A group as it is published, with its newest terms.</summary>
internal sealed record GroupBody(
    string Id, string ProgramId, string Name, bool Default, bool Active, decimal? CommissionPct, double? HoldPeriodDays, bool? HoldToMonthEnd, double? AttributionWindowDays,
    string Approval, string? PlanId, int PolicyVersion, DateTimeOffset EffectiveFrom, DateTimeOffset CreatedAt)
{
    public static GroupBody Of(SavedGroup saved)
    {
        var (group, policy) = saved;
        return new GroupBody(
            group.Id.ToString(), group.ProgramId.ToString(), group.Name, group.Name == PartnerGroup.DefaultName, group.IsActive,
            policy.Commission?.Percent, policy.HoldPeriod?.TotalDays, policy.HoldsToMonthEnd, policy.AttributionWindow?.TotalDays, policy.IsManual ? "manual" : "auto", policy.PlanId?.ToString(),
            policy.Number, policy.EffectiveFrom, group.CreatedAt);
    }
}
