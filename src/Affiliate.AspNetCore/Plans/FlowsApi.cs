using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/flows</c>: the rules that commissions are computed by (AH-23 to AH-25). Every change is a new version of the plan.</summary>
internal sealed class FlowsApi(PlanDesk desk, TimeProvider time)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<FlowsApi>();
        routes.Get("/flows", api.ListAsync, "Flows, by priority, the highest first").WithQuery("page", "per_page")
            .Gives<PageBody<FlowBody>>();
        routes.Make<PlanVersionId>("/flows", ApiScopes.CommissionsWrite, api.AddAsync, api.FindAsync, "Add a flow to a plan", 201)
            .Gives<FlowBody>()
            .Takes($$"""{{{FlowFields.Example}},"plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","apply_from":"2026-06-01T00:00:00Z","program_id":"default"}""", "name", "action_type", "action_value");
        routes.Get("/flows/{id}", api.FindAsync, "A flow")
            .Gives<FlowBody>();
        routes.Map(HttpMethods.Patch, "/flows/{id}", ApiScopes.CommissionsWrite, api.ChangeAsync, "Change a flow, for new customers", 200, 413, 415)
            .Gives<FlowBody>()
            .Takes($$"""{{{FlowFields.Example}},"apply_from":"2026-06-01T00:00:00Z"}""");
        routes.Post("/flows/{id}/deactivate", ApiScopes.CommissionsWrite, api.DeactivateAsync, "Stop a flow, for new customers", 200)
            .Gives<FlowBody>()
            .Takes("""{"apply_from":"2026-06-01T00:00:00Z"}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var plans = await desk.ListAsync(call.Program.Id, call.Aborted).ConfigureAwait(false);
        var flows = plans.SelectMany(plan => plan.Terms.Flows.Select(flow => (plan, flow)))
            .OrderByDescending(one => one.flow.Priority).ThenByDescending(one => one.flow.Specificity())
            .ThenBy(one => one.flow.Id.ToString(), StringComparer.Ordinal).ToList();
        return new JsonAnswer<PageBody<FlowBody>>(
            PageBody<FlowBody>.Of(flows.PageOf(page, one => one.flow.Id.ToString()), one => FlowBody.Of(one.plan, one.flow)),
            ApiJson.Default.PageBodyFlowBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        call.Id<FlowId>() is { } id
            ? Answer(await OwnerAsync(call, id).ConfigureAwait(false), id)
            : Problem.NotFound;

    public async Task<IResult> AddAsync(ApiCall call)
    {
        var fields = call.Fields;
        var plan = fields.Id<PlanId>("plan_id");
        var from = fields.Instant("apply_from");
        var read = FlowFields.Read(fields, call.Program, isNew: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var flow = read(new Flow { Id = AffiliateId.New<FlowId>(time.GetUtcMilliseconds()), Name = "" });
        if (CallScope.Current?.Claim is { } claim)
        {
            claim.Part = flow.Id.ToString();
        }

        return await RefusedArguments.AsProblemAsync(async () => Answer(
            await desk.AddFlowAsync(call.Program.Id, plan, flow, from, call.Aborted).ConfigureAwait(false), flow.Id,
            StatusCodes.Status201Created, call.LocationOf(flow.Id))).ConfigureAwait(false);
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        var from = fields.Instant("apply_from");
        var change = FlowFields.Read(fields, call.Program, isNew: false);
        return call.Refusal ?? await SaveAsync(call, change, from).ConfigureAwait(false);
    }

    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        var from = call.Fields.Instant("apply_from");
        return call.Refusal ?? await SaveAsync(call, flow => flow with { IsActive = false }, from).ConfigureAwait(false);
    }

    private Task<IResult> SaveAsync(ApiCall call, Func<Flow, Flow> change, DateTimeOffset? from) =>
        RefusedArguments.AsProblemAsync(async () =>
        {
            if (call.Id<FlowId>() is not { } id
                || await OwnerAsync(call, id).ConfigureAwait(false) is not { } owner)
            {
                return Problem.NotFound;
            }

            // A flow is a part of its plan and changes with it, so that its tag is the plan's.
            CallScope.Current?.Expected?.Concerns(owner.Plan.Id.ToString());
            return Answer(await desk.ChangeFlowAsync(call.Program.Id, id, change, from, call.Aborted).ConfigureAwait(false), id);
        });

    private async Task<SavedPlan?> OwnerAsync(ApiCall call, FlowId id) =>
        (await desk.ListAsync(call.Program.Id, call.Aborted).ConfigureAwait(false))
            .FirstOrDefault(plan => plan.Terms.Flows.Any(flow => flow.Id == id));

    private static IResult Answer(SavedPlan? plan, FlowId id, int status = StatusCodes.Status200OK, string? location = null) =>
        plan?.Terms.Flows.FirstOrDefault(flow => flow.Id == id) is { } flow
            ? new JsonAnswer<FlowBody>(FlowBody.Of(plan, flow), ApiJson.Default.FlowBody, status) { Location = location, Version = plan.Plan.Version }
            : Problem.NotFound;
}
